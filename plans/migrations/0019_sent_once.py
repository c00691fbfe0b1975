from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0018_amendments_of_title_period_and_bases"),
    ]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="token",
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
    ]
