"""From a request to its SQL, which gives the same result on Databricks and DuckDB."""

from collections.abc import Iterable, Iterator

from simulator.questions.facts import Dimension, Value, aliases
from simulator.questions.language import Both, Language
from simulator.questions.listings import Listing
from simulator.questions.request import Rank, Request

_WEEKDAYS = Both(
    "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday",
    "星期一,星期二,星期三,星期四,星期五,星期六,星期日",
)
_LATER = "BETWEEN :from_date AND :to_date"
_EARLIER = "BETWEEN :earlier_from_date AND :earlier_to_date"
SHARE = "share_percent"
GROWTH = "growth_percent"


def sql_of(request: Request, language: Language) -> str:
    """Return the query of a request."""
    listing = request.listing
    sql = _list_sql(request, listing) if listing else _numbers_sql(request)
    return sql.format_map(
        {
            "zh": "_zh" if language == "zh" else "",
            "weekdays": _WEEKDAYS.said_in(language),
            "day": request.fact.day,
            "f": "",
        }
    )


def _list_sql(request: Request, listing: Listing) -> str:
    group, bound = ("\nGROUP BY ALL" if listing.is_grouped else ""), ""
    if request.amount:
        bound = f"\nHAVING `net_revenue` {request.amount.operator} {request.amount.value}"
    limit = f"\nLIMIT {request.count}" if request.count else ""
    where = _where(_conditions(request, listing.where))
    rows = f"SELECT\n{listing.columns}{_from(request, listing.columns)}{where}"
    return f"{rows}{group}{bound}\nORDER BY {listing.order}{limit}"


def _numbers_sql(request: Request) -> str:
    if request.is_share and not request.dimensions:
        return _part_sql(request)
    columns = [*_dimension_columns(request), *_measure_columns(request)]
    names = ",\n".join(f"  {sql} AS `{name}`" for name, sql in columns)
    text = "".join(sql for _, sql in columns)
    conditions = [*_conditions(request), *(d.needs for d in request.dimensions if d.needs)]
    conditions += _ranked_only(request)
    group = "\nGROUP BY ALL" if request.dimensions else ""
    sql = f"SELECT\n{names}{_from(request, text)}{_where(conditions)}{group}"
    return f"{_over(request, sql)}{_order(request)}"


def _over(request: Request, sql: str) -> str:
    """Wrap a query for values over the grouped rows: shares, ranks within another dimension."""
    rank = request.rank
    share = f",\n  {_share(request)} AS `{SHARE}`" if request.is_share else ""
    best = ""
    if rank and rank.in_each and rank.count:
        order = f"ORDER BY `{_sorted_by(request)}` {_direction(rank)}"
        row = f"ROW_NUMBER() OVER (PARTITION BY {_names(request, rank)} {order})"
        best = f"\nQUALIFY {row} <= {rank.count}"
    if not share and not best:
        return sql
    inner = sql.replace("\n", "\n  ")
    return f"SELECT\n  *{share}\nFROM (\n  {inner}\n){best}"


def _dimension_columns(request: Request) -> Iterator[tuple[str, str]]:
    for dimension in (*request.times, *request.others):
        yield from dimension.columns
    if len(request.dimensions) == 1:
        yield from request.dimensions[0].beside[:1]


def _measure_columns(request: Request) -> list[tuple[str, str]]:
    """Return the requested measures first; further columns on a value come last."""
    if request.earlier:
        return list(_compared_columns(request))
    columns = [(measure.column, measure.sql) for measure in request.measures]
    if len(columns) == 1 and len(request.dimensions) == 1 and not request.is_share:
        columns += request.measure.beside
    for dimension in request.dimensions:
        columns += dimension.beside[1:]
    return columns


def _share(request: Request) -> str:
    """Return the share of the whole, or of the whole of each time."""
    name = f"`{request.measure.column}`"
    within = ", ".join(f"`{name}`" for d in request.times for name, _ in d.columns)
    window = f"PARTITION BY {within}" if within and request.others else ""
    return f"ROUND(100 * try_divide({name}, SUM({name}) OVER ({window})), 1)"


def _compared_columns(request: Request) -> Iterator[tuple[str, str]]:
    later, earlier = request.spans
    for measure in request.measures:
        for period, span in ((later, _LATER), (earlier, _EARLIER)):
            sql = measure.sql.replace("{f}", f" FILTER (WHERE {{day}} {span})")
            yield f"{measure.column}_{period.slug}", sql
    first = request.measure.column
    ratio = f"try_divide(`{first}_{later.slug}`, `{first}_{earlier.slug}`)"
    yield GROWTH, f"ROUND(100 * ({ratio} - 1), 1)"


def _part_sql(request: Request) -> str:
    """Return a query for one part and the whole."""
    measure = request.measure
    inside = " AND ".join(_values(request.values))
    part = measure.sql.replace("{f}", f" FILTER (WHERE {inside})")
    text = f"{measure.sql}{inside}"
    return (
        f"SELECT\n  {part} AS `{measure.column}`,\n  {measure.sql} AS `all_{measure.column}`,\n"
        f"  ROUND(100 * try_divide(`{measure.column}`, `all_{measure.column}`), 1) AS `{SHARE}`"
        f"{_from(request, text)}{_where([_span(request)])}"
    )


def _from(request: Request, text: str) -> str:
    """Return the table, and the other tables that are needed."""
    fact = request.fact
    conditions = [] if request.is_share and not request.dimensions else _values(request.values)
    needed = aliases(text, *conditions, *(s for d in request.dimensions for s in d.sql()))
    joins = [join for alias, join in fact.joins.items() if alias in needed]
    return "\nFROM " + "\n".join((fact.table, *joins))


def _where(conditions: Iterable[str]) -> str:
    kept = [condition for condition in conditions if condition]
    return "\nWHERE " + "\n  AND ".join(kept) if kept else ""


def _conditions(request: Request, *more: str) -> list[str]:
    is_in_list = any(":from_date" in condition for condition in more)
    span = "" if is_in_list else _span(request)
    return [span, *more, *_values(request.values)]


def _span(request: Request) -> str:
    if not request.period or not request.fact.day:
        return ""
    if request.earlier:
        return f"({{day}} {_LATER}\n    OR {{day}} {_EARLIER})"
    return f"{{day}} {_LATER}"


def _values(values: tuple[Value, ...]) -> list[str]:
    """Combine several values of a column into one condition."""
    columns = dict.fromkeys(value.column for value in values if value.column)
    conditions = [_one_of(column, values) for column in columns]
    return conditions + [value.sql for value in values if value.sql]


def _one_of(column: str, values: tuple[Value, ...]) -> str:
    texts = [f"'{value.stored}'" for value in values if value.column == column]
    return f"{column} = {texts[0]}" if len(texts) == 1 else f"{column} IN ({', '.join(texts)})"


def _key(dimension: Dimension) -> str:
    return dimension.key or dimension.columns[-1][1]


def _ranked_only(request: Request) -> list[str]:
    """Keep only the values that rank first overall, if there is another dimension."""
    rank = request.rank
    if not rank or not rank.count or rank.in_each or len(request.dimensions) == 1:
        return []
    key = _key(rank.by)
    conditions = [*_conditions(request), rank.by.needs]
    from_ = _from(request, f"{key}{request.measure.sql}").replace("\n", "\n    ")
    where = _where(conditions).replace("\n", "\n    ")
    order = f"{request.measure.sql} {_direction(rank)}"
    return [
        f"{key} IN (\n    SELECT {key}{from_}{where}\n    GROUP BY {key}"
        f"\n    ORDER BY {order}\n    LIMIT {rank.count}\n  )"
    ]


def _direction(rank: Rank) -> str:
    return "DESC" if rank.is_highest else "ASC"


def _order(request: Request) -> str:
    rank, dimensions = request.rank, request.dimensions
    if not dimensions:
        return ""
    measure = f"`{_sorted_by(request)}`"
    if rank and rank.in_each:
        return f"\nORDER BY {_names(request, rank)}, {measure} {_direction(rank)}"
    if rank and len(dimensions) == 1:
        end = f"\nLIMIT {rank.count}" if rank.count else ""
        return f"\nORDER BY {measure} {_direction(rank)}, {_last_key(request)}{end}"
    falling = request.grown is not False and not (rank and not rank.is_highest)
    highest = f"{measure} {'DESC' if falling else 'ASC'}"
    times = [_time_order(d, is_outside=request.is_share) for d in request.times]
    if times and not request.others:
        return f"\nORDER BY {', '.join(times)}"
    return f"\nORDER BY {', '.join((*times, highest))}"


def _sorted_by(request: Request) -> str:
    if request.grown is not None and request.earlier:
        return GROWTH
    first = request.measure.column
    return f"{first}_{request.period.slug}" if request.earlier and request.period else first


def _time_order(dimension: Dimension, *, is_outside: bool) -> str:
    if dimension.sort:
        return dimension.sort_outside if is_outside else dimension.sort
    return ", ".join(f"`{name}`" for name, _ in dimension.columns)


def _last_key(request: Request) -> str:
    """Return a last sort key, so that equal rows have an order."""
    return ", ".join(f"`{name}`" for name, _ in request.dimensions[0].columns)


def _names(request: Request, rank: Rank) -> str:
    """Return the columns of the dimensions within which rows are ranked."""
    others = (d for d in request.dimensions if d is not rank.by)
    return ", ".join(f"`{name}`" for d in others for name, _ in d.columns)
