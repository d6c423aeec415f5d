"""Screening: classes of reasons, the presidium's word, appeals, two rows of numbers."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("proposals", "0004_writing_drafts_files_and_collections")]

    operations = [
        migrations.RemoveConstraint(
            model_name='proposal',
            name='proposal_serial_once',
        ),
        migrations.AddField(
            model_name='advice',
            name='is_outdated',
            field=models.BooleanField(default=False, verbose_name='针对补正前的文本'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='appealed_on',
            field=models.DateField(blank=True, null=True, verbose_name='申请复议日期'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='presidium_on',
            field=models.DateField(blank=True, null=True, verbose_name='主席团会议日期'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='presidium_words',
            field=models.CharField(blank=True, default='', max_length=300, verbose_name='主席团意见'),
        ),
        migrations.AddField(
            model_name='proposal',
            name='reason_class',
            field=models.CharField(blank=True, choices=[('unlawful', '与法律、法规或政策不符'), ('beyond', '不属学校或教代会职权范围'), ('personal', '纯属个人事务'), ('in_hand', '已经解决或正在办理'), ('empty', '内容空泛，没有具体建议'), ('not_feasible', '目前不具备条件，可作说明'), ('late', '超过截止日期提交'), ('seconders', '附议人不足'), ('routine', '属部门日常工作'), ('other', '其他')], default='', max_length=16, verbose_name='理由类别'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.UniqueConstraint(fields=('union', 'year', 'outcome', 'serial'), name='proposal_serial_once'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('reason_class__in', ['', 'unlawful', 'beyond', 'personal', 'in_hand', 'empty', 'not_feasible', 'late', 'seconders', 'routine', 'other'])), name='proposal_reason_class_known'),
        ),
        migrations.AddConstraint(
            model_name='proposal',
            constraint=models.CheckConstraint(condition=models.Q(('by_presidium', False), ('presidium_on__isnull', False), _connector='OR'), name='proposal_presidium_has_a_day', violation_error_message='请填写主席团会议日期。'),
        ),
    ]
