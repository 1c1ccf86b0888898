from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from django.contrib.auth.hashers import Argon2PasswordHasher


class FrugalArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB in one thread, the least that OWASP's cheat sheet advises.

    Anyone may ask for a sign-in. With Django's 100 MiB and eight threads each, a few dozen at
    once are a gigabyte and more threads than many a container is allowed.
    """

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1

    def verify(self, password: str, encoded: str) -> bool:
        """Raises argon2's VerificationError where there was too little memory or no thread.

        Django takes that for a wrong password, and the lock-out would count it as a try.
        """
        try:
            return PasswordHasher().verify(encoded[encoded.index("$") :], password)
        except VerifyMismatchError:
            return False
