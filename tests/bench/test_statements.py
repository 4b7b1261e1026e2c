from bench.statements import Statements, read_statements

_LOG = """\
support-ai|LOG:  statement: BEGIN
support-ai|LOG:  execute _pg3_7: \n\t    select set_config('app.role', $1, true),
\t           set_config('app.customer_id', $2, true)
support-ai|LOG:  execute <unnamed>: select 'statement: commit'
\t from sessions
support-ai|LOG:  statement: SAVEPOINT "_pg3_1"
support-ai|LOG:  execute _pg3_8: \n\t    insert into messages values ($1)
support-ai|LOG:  statement: ROLLBACK TO "_pg3_1"
support-ai worker|LOG:  execute _pg3_2: select * from jobs
support-ai|LOG:  statement: COMMIT
|LOG:  checkpoint starting: time
"""


def test_statements_of_the_program_are_counted_without_what_frames_them() -> None:
    assert read_statements(_LOG) == Statements(asking=4, savepoints=2, transactions=1)
