"""The statements behind `reporting.rollup`: what its pages ask for on every visit, as SQL like the cells of `plans.cadence`.

Putting such a statement together took the ORM far longer than answering it took the database. Both databases read the
same text.
"""

SUMMED = ("total", "whole", "largest", "units", "answered")


def _sums(prefix: str, answer: str = "answer", where: str = "TRUE") -> str:
    """SQL: `rollup.SUMS` over the answers of a joined table, as columns `prefix`_total and so on in the order of `SUMMED`."""
    given = f"FILTER (WHERE {answer}.status = 'GIVEN' AND {where})"
    return f"""
        SUM({answer}.number) {given} AS {prefix}_total,
        SUM({answer}.denominator) {given} AS {prefix}_whole,
        MAX({answer}.number) {given} AS {prefix}_largest,
        SUM(COALESCE({answer}.denominator, 1)) {given} AS {prefix}_units,
        COUNT(*) FILTER (WHERE {answer}.status <> 'BLANK' AND {where}) AS {prefix}_answered
    """


def _columns(prefix: str) -> str:
    return ", ".join(f"{prefix}_{name}" for name in SUMMED)


def _left_out(consolidation: str, report: str, of: str = "answer") -> str:
    """SQL: whether a consolidation leaves out the figure of an answer; the first two are SQL for an id."""
    return f"""EXISTS (
        SELECT 1 FROM reporting_figureexclusion excluded WHERE excluded.consolidation_id = {consolidation}
        AND excluded.report_id = {report} AND excluded.question_id = {of}.question_id
    )"""


# `answer`: the figures a consolidation counts, of its pinned versions less what is left out, whole or one by one.
_ANSWER = f"""
    answer AS (
        SELECT answer.question_id, answer.status, answer.number, answer.denominator, pin.report_id
        FROM reporting_question question
        JOIN reporting_pin pin ON pin.consolidation_id = %(consolidation)s AND pin.excluded_reason = ''
        JOIN reporting_answer answer ON answer.question_id = question.id AND answer.version_id = pin.version_id
        WHERE question.round_id = %(round)s AND question.kind <> 'NARRATIVE'
        AND NOT {_left_out("pin.consolidation_id", "pin.report_id")}
    )
"""

# Every figure question of the round with its sums, how many owed reports were asked it (the N of n/N), and what people
# changed: from how many units it was left out, the value that stands for the sum and why. It is summed a second time over
# the units that answered in the period before as well (`alike`), beside what they answered then (`before`): what the
# consolidation issued for it counts, or the confirmed reports where none was issued. Each sum is worked out once: a planner
# that takes the tables for empty (just filled, just restored) would work it out again for every question.
FIGURES = f"""
    WITH {_ANSWER}, summed AS MATERIALIZED (
        SELECT answer.question_id, {_sums("sum")},
            {_sums("alike", where="before.id IS NOT NULL")}, {_sums("before", "before")}
        FROM answer
        JOIN reporting_unitreport report ON report.id = answer.report_id
        JOIN reporting_question question ON question.id = answer.question_id
        LEFT JOIN reporting_question same ON same.round_id = %(previous)s AND same.code = question.code
        LEFT JOIN reporting_unitreport earlier
            ON earlier.round_id = %(previous)s AND earlier.agency_id = report.agency_id
        LEFT JOIN reporting_consolidation issued
            ON issued.round_id = %(previous)s AND issued.supplements_id IS NULL AND issued.state = 'ISSUED'
        LEFT JOIN reporting_pin held
            ON held.consolidation_id = issued.id AND held.report_id = earlier.id AND held.excluded_reason = ''
        LEFT JOIN reporting_answer before
            ON before.version_id = CASE WHEN issued.id IS NULL THEN earlier.accepted_id ELSE held.version_id END
            AND before.question_id = same.id AND before.status <> 'BLANK' AND answer.status <> 'BLANK'
            AND NOT {_left_out("issued.id", "earlier.id", of="before")}
        GROUP BY answer.question_id
    ), asked AS MATERIALIZED (
        SELECT answer.question_id, COUNT(*) AS reports
        FROM reporting_unitreport report
        JOIN reporting_reportversion first ON first.report_id = report.id AND first.number = 1
        JOIN reporting_answer answer ON answer.version_id = first.id
        WHERE report.round_id = %(round)s AND report.state <> 'EXCUSED'
        GROUP BY answer.question_id
    ), left_out AS MATERIALIZED (
        SELECT question_id, COUNT(*) AS reports FROM reporting_figureexclusion
        WHERE consolidation_id = %(consolidation)s
        GROUP BY question_id
    )
    SELECT question.*, {_columns("sum")}, {_columns("alike")}, {_columns("before")}, asked.reports AS asked,
        left_out.reports AS left_out, by_hand.value AS by_hand, by_hand.reason AS by_hand_reason
    FROM reporting_question question
    JOIN reporting_section section ON section.id = question.section_id
    LEFT JOIN summed ON summed.question_id = question.id
    LEFT JOIN asked ON asked.question_id = question.id
    LEFT JOIN left_out ON left_out.question_id = question.id
    LEFT JOIN reporting_figureoverride by_hand
        ON by_hand.question_id = question.id AND by_hand.consolidation_id = %(consolidation)s
    WHERE question.round_id = %(round)s AND question.kind <> 'NARRATIVE'
    ORDER BY section.position, question.position, question.id
"""


# Every figure that was asked of a unit with the answer that counts, if one does.
CELLS = f"""
    SELECT asked.question_id, report.agency_id, answer.status, answer.number, answer.denominator, answer.choice
    FROM reporting_unitreport report
    JOIN reporting_reportversion first ON first.report_id = report.id AND first.number = 1
    JOIN reporting_answer asked ON asked.version_id = first.id
    JOIN reporting_question question ON question.id = asked.question_id AND question.kind <> 'NARRATIVE'
    LEFT JOIN reporting_pin pin
        ON pin.consolidation_id = %(consolidation)s AND pin.report_id = report.id AND pin.excluded_reason = ''
    LEFT JOIN reporting_answer answer
        ON answer.version_id = pin.version_id AND answer.question_id = asked.question_id
        AND NOT {_left_out("pin.consolidation_id", "pin.report_id")}
    WHERE report.round_id = %(round)s
"""


BY_LEVEL = f"""
    WITH {_ANSWER}
    SELECT question.id, question.across_units, agency.level = %(level)s AS inside, {_sums("sum")}
    FROM answer
    JOIN reporting_question question ON question.id = answer.question_id
    JOIN reporting_unitreport report ON report.id = answer.report_id
    JOIN agencies_agency agency ON agency.id = report.agency_id
    GROUP BY question.id, question.across_units, agency.level = %(level)s
"""
