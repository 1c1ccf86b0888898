import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Log',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('origin', models.CharField(editable=False, max_length=200, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('pk', models.CompositePrimaryKey('log_id', 'index', blank=True, editable=False, primary_key=True, serialize=False)),
                ('index', models.PositiveBigIntegerField()),
                ('id', models.UUIDField(editable=False, unique=True)),
                ('leaf', models.BinaryField(max_length=65535)),
                ('leaf_hash', models.BinaryField(max_length=32)),
                ('nodes', models.BinaryField()),
                ('verb', models.CharField(max_length=80)),
                ('subject_type', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField()),
                ('subject_version', models.PositiveIntegerField()),
                ('actor', models.UUIDField()),
                ('audience', models.CharField(max_length=80)),
                ('was', models.CharField(max_length=80)),
                ('cause', models.UUIDField()),
                ('at', models.DateTimeField()),
                ('logged', models.DateTimeField()),
                ('request_id', models.UUIDField()),
                ('origin_client', models.CharField(blank=True, max_length=200)),
                ('log', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='audit.log')),
            ],
            options={
                'indexes': [models.Index(fields=['log', 'subject_type', 'subject_id', 'index'], name='entry_by_subject')],
            },
        ),
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('digest', models.CharField(max_length=43, primary_key=True, serialize=False)),
                ('subject_type', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField()),
                ('field', models.CharField(max_length=80)),
                ('concerns', models.UUIDField(null=True)),
                ('audience', models.CharField(max_length=80)),
                ('value', models.TextField(null=True)),
                ('log', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.log')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('concerns__isnull', False)), fields=['log', 'concerns'], name='disclosure_by_person')],
            },
        ),
        migrations.CreateModel(
            name='Checkpoint',
            fields=[
                ('pk', models.CompositePrimaryKey('log_id', 'size', blank=True, editable=False, primary_key=True, serialize=False)),
                ('size', models.PositiveBigIntegerField()),
                ('root', models.BinaryField(max_length=32)),
                ('note', models.TextField()),
                ('at', models.DateTimeField()),
                ('log', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='checkpoints', to='audit.log')),
            ],
        ),
        migrations.CreateModel(
            name='Told',
            fields=[
                ('pk', models.CompositePrimaryKey('log_id', 'actor', 'index', blank=True, editable=False, primary_key=True, serialize=False)),
                ('actor', models.UUIDField()),
                ('index', models.PositiveBigIntegerField()),
                ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.entry', to_field='id')),
                ('log', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.log')),
            ],
        ),
    ]
