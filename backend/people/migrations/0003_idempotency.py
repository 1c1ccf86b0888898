import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_depth'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptAnswer',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('place', models.CharField(max_length=64)),
                ('fingerprint', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(null=True)),
                ('headers', models.JSONField(default=dict)),
                ('body', models.BinaryField(null=True)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.partnership')),
            ],
            options={
                'indexes': [models.Index(fields=['partnership', 'expires_at'], name='answer_expires')],
                'constraints': [models.UniqueConstraint(fields=('partnership', 'actor', 'place'), name='one_answer_per_key'), models.CheckConstraint(condition=models.Q(('status', None), models.Q(('status__gte', 200), ('status__lt', 300)), _connector='OR'), name='answer_is_of_what_was_done')],
            },
        ),
    ]
