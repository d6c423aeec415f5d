
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('congress', '0010_aftermath_resolutions_tasks_publications_reports'),
        ('members', '0013_proposal_committee'),
        ('proposals', '0003_notices_of_what_is_published'),
        ('union_site', '0001_ground'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='proposal',
            index=models.Index(fields=['union', 'lead'], name='proposal_leads'),
        ),
        migrations.AddIndex(
            model_name='microproposal',
            index=models.Index(
                fields=['union', 'category', '-submitted_on', '-serial', 'id'],
                name='micro_by_category',
            ),
        ),
    ]
