import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('council', '0003_attendance'),
    ]

    operations = [
        migrations.AddField(
            model_name='agendaitem',
            name='joined_to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='joined', to='council.agendaitem'),
        ),
        migrations.AddField(
            model_name='agendarevision',
            name='kind',
            field=models.CharField(choices=[('sent', 'wie versandt'), ('held', 'wie festgestellt')], default='sent', max_length=8),
        ),
    ]
