import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('proposals', '0004_indexes_of_departments_and_categories'),
        ('union_site', '0001_ground'),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='category',
            field=models.CharField(blank=True, choices=[('reform', '改革发展'), ('teaching', '教学科研'), ('team', '队伍建设'), ('administration', '行政管理'), ('logistics', '后勤服务'), ('welfare', '生活福利'), ('campus', '校园建设'), ('finance', '财务'), ('students', '学生管理'), ('ideology', '思想政治'), ('other', '其他')], max_length=20, verbose_name='类别'),
        ),
        migrations.AddField(
            model_name='notice',
            name='lead',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='union_site.seat', verbose_name='承办部门'),
        ),
        migrations.AddField(
            model_name='notice',
            name='meaning',
            field=models.CharField(blank=True, choices=[('solved', '已解决'), ('in_progress', '正在解决'), ('planned', '列入计划'), ('explained', '暂不能解决，已说明'), ('reference', '留作参考')], max_length=12, verbose_name='办理结果'),
        ),
        migrations.AddField(
            model_name='notice',
            name='mostly',
            field=models.PositiveIntegerField(default=0, verbose_name='同事评价基本满意'),
        ),
        migrations.AddField(
            model_name='notice',
            name='satisfied',
            field=models.PositiveIntegerField(default=0, verbose_name='同事评价满意'),
        ),
        migrations.AddField(
            model_name='notice',
            name='unsatisfied',
            field=models.PositiveIntegerField(default=0, verbose_name='同事评价不满意'),
        ),
        migrations.AddField(
            model_name='notice',
            name='verdict',
            field=models.CharField(blank=True, choices=[('satisfied', '满意'), ('mostly', '基本满意'), ('unsatisfied', '不满意')], max_length=12, verbose_name='提案人评价'),
        ),
        migrations.AddField(
            model_name='notice',
            name='kind',
            field=models.GeneratedField(db_persist=True, expression=models.Case(models.When(micro__isnull=True, then=models.Value('formal')), default=models.Value('micro')), output_field=models.CharField(choices=[('micro', '微提案'), ('formal', '正式提案')], max_length=6), verbose_name='类型'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['union', 'taken_down_at', 'kind', 'category', 'meaning', 'verdict', 'lead', 'published_at', 'satisfied', 'mostly', 'unsatisfied'], name='notice_counted'),
        ),
    ]
