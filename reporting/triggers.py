"""What has been sent stays as sent: the database refuses changes to sealed versions and their answers."""

from workflow.triggers import Rule, register

SEALED = "EXISTS (SELECT 1 FROM reporting_reportversion v WHERE v.id = {row}.version_id AND v.sealed_at IS NOT NULL)"


def register_rules() -> None:
    sealed_version = "OLD.sealed_at IS NOT NULL"
    register(
        Rule("version_sealed_no_update", "reporting_reportversion", "UPDATE", sealed_version),
        Rule("version_sealed_no_delete", "reporting_reportversion", "DELETE", sealed_version),
        Rule("answer_sealed_no_insert", "reporting_answer", "INSERT", SEALED.format(row="NEW")),
        Rule(
            "answer_sealed_no_update",
            "reporting_answer",
            "UPDATE",
            f"{SEALED.format(row='OLD')} OR {SEALED.format(row='NEW')}",
        ),
        Rule("answer_sealed_no_delete", "reporting_answer", "DELETE", SEALED.format(row="OLD")),
    )
