from django.db import migrations, models
from django.db.models import BinaryField, F, Q, Value
from django.db.models.functions import Length, Substr
from django.db.models.lookups import Exact


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_keys'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['log', 'actor', 'index'], name='entry_by_actor'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['log', 'verb', 'index'], name='entry_by_verb'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(
                F('log'),
                Substr(F('leaf'), Length('verb') + 27, 36, output_field=BinaryField()),
                F('index'),
                condition=Q(Exact(Substr(F('leaf'), Length('verb') + 20, 7, output_field=BinaryField()), Value(b'"for":"'))),
                name='entry_by_principal',
            ),
        ),
    ]
