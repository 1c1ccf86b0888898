import sys

from accord_verify.command import main

sys.exit(main())
