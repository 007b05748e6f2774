import django.db.models.deletion
from django.db import migrations, models


def carry_over(apps, schema_editor):
    """Lay who brings in amendments beside who brings in motions: both hang on the paper now."""
    of = apps.get_model
    of("motions", "JointFaction").objects.bulk_create(
        of("motions", "JointFaction")(paper_id=row.pop("amendment_id"), **row)
        for row in of("motions", "AmendmentFaction").objects.order_by("pk").values(
            "amendment_id", "organization_id", "invited_at", "accepted_at", "accepted_by_id", "agreed_text", "declined_at"
        )
    )
    of("motions", "CoMover").objects.bulk_create(
        of("motions", "CoMover")(paper_id=row.pop("amendment_id"), **row)
        for row in of("motions", "AmendmentCoMover").objects.order_by("pk").values(
            "amendment_id", "person_id", "joined_at", "agreed_text"
        )
    )


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0001_house'),
        ('motions', '0002_meetings_from_invitation_to_minutes'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='comover',
            name='one_co_mover_of_a_person',
        ),
        migrations.RenameField(
            model_name='comover',
            old_name='motion',
            new_name='paper',
        ),
        migrations.AlterField(
            model_name='comover',
            name='paper',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='co_movers', to='documents.paper'),
        ),
        migrations.AddConstraint(
            model_name='comover',
            constraint=models.UniqueConstraint(fields=('paper', 'person'), name='one_co_mover_of_a_person'),
        ),
        migrations.RemoveConstraint(
            model_name='jointfaction',
            name='one_invitation_of_a_faction',
        ),
        migrations.RenameField(
            model_name='jointfaction',
            old_name='motion',
            new_name='paper',
        ),
        migrations.AlterField(
            model_name='jointfaction',
            name='paper',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='joint_factions', to='documents.paper'),
        ),
        migrations.AlterField(
            model_name='jointfaction',
            name='organization',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joint_papers', to='council.organization'),
        ),
        migrations.AddConstraint(
            model_name='jointfaction',
            constraint=models.UniqueConstraint(fields=('paper', 'organization'), name='one_invitation_of_a_faction'),
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.DeleteModel(
            name='AmendmentCoMover',
        ),
        migrations.DeleteModel(
            name='AmendmentFaction',
        ),
    ]
