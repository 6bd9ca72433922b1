"""Lists of rows, instead of numbers: orders, tickets, stores, products."""

from dataclasses import dataclass

from simulator.questions.facts import Fact
from simulator.questions.language import Both
from simulator.questions.measures import ORDERS, PRODUCTS, STORES, TICKETS
from simulator.questions.periods import ALL_TIME, THIS_MONTH, THIS_YEAR, Period


@dataclass(frozen=True, slots=True, eq=False)
class Listing:
    """A list that can be asked for.

    Args:
        columns: SQL of the columns, with {zh} for the suffix of Chinese ones.
        order: SQL of ORDER BY.
        title: may contain {count} and {bound}, like the other texts.
        wanted: its name, after "You want".
        sentence: may also contain {when}, {rows}, and the first row's columns.
        period: time span if the question names none; None if time does not matter.
        count: number of rows if the question names none; None is all of them.
        takes: what a question may specify.
        is_grouped: the rows of the table are added up.
    """

    fact: Fact
    columns: str
    order: str
    title: Both
    wanted: Both
    sentence: Both
    period: Period | None = THIS_YEAR
    count: int | None = None
    takes: frozenset[str] = frozenset({"values"})
    where: str = ""
    is_grouped: bool = False


_ORDER_COLUMNS = """\
  o.`order_id`,
  MAX(o.`order_ts`) AS `ordered_at`,
  s.`store_name` AS `store`,
  SUM(o.`net_amount`) AS `net_revenue`"""
_TICKET_COLUMNS = """\
  t.`ticket_id`,
  t.`opened_at`,
  t.`priority{zh}` AS `priority`,
  t.`topic{zh}` AS `topic`,
  t.`agent`,
  t.`closed_at`"""
_WORTH = Both(
    "The first one, number **{order_id}**, is worth **{net_revenue}** ({store}).",
    "第一筆的編號是 **{order_id}**，金額為**{net_revenue}**（{store}）。",
)
_TICKET = Both(
    "The first one, number **{ticket_id}**, was opened on **{opened_at}** and is with {agent}.",
    "第一張的編號是 **{ticket_id}**，於 **{opened_at}** 開立，負責人為{agent}。",
)


def _orders(order: str, which: Both, sorting: Both) -> Listing:
    return Listing(
        fact=ORDERS,
        columns=_ORDER_COLUMNS,
        order=order,
        title=Both(f"The {{count}} {which.en} orders", f"{which.zh}的 {{count}} 筆訂單"),
        wanted=Both(f"the {{count}} {which.en} orders", f"{which.zh}的 {{count}} 筆訂單"),
        sentence=Both(
            f"The {which.en} orders {{when}}, {sorting.en}: {{rows}} rows. {_WORTH.en}",
            f"{{when}}{which.zh}的訂單，{sorting.zh}：{{rows}} 列。{_WORTH.zh}",
        ),
        period=ALL_TIME if "ordered_at" in order else THIS_YEAR,
        count=10,
        takes=frozenset({"values", "count"}),
        is_grouped=True,
    )


def _tickets(order: str, which: Both, sorting: Both) -> Listing:
    return Listing(
        fact=TICKETS,
        columns=_TICKET_COLUMNS,
        order=order,
        title=Both(f"The {{count}} {which.en} tickets", f"{which.zh}的 {{count}} 張客服單"),
        wanted=Both(f"the {{count}} {which.en} tickets", f"{which.zh}的 {{count}} 張客服單"),
        sentence=Both(
            f"The {which.en} tickets {{when}}, {sorting.en}: {{rows}} rows. {_TICKET.en}",
            f"{{when}}{which.zh}的客服單，{sorting.zh}：{{rows}} 列。{_TICKET.zh}",
        ),
        period=ALL_TIME,
        count=10,
        takes=frozenset({"values", "count"}),
    )


_NEWEST = Both("newest first", "由新到舊排列")
_OLDEST = Both("oldest first", "由舊到新排列")
LATEST_ORDERS = _orders("`ordered_at` DESC", Both("latest", "最新"), _NEWEST)
OLDEST_ORDERS = _orders("`ordered_at`", Both("earliest", "最早"), _OLDEST)
LARGEST_ORDERS = _orders(
    "`net_revenue` DESC, o.`order_id`",
    Both("largest", "金額最大"),
    Both("by net revenue", "依營收由高到低排列"),
)
SMALLEST_ORDERS = _orders(
    "`net_revenue`, o.`order_id`",
    Both("smallest", "金額最小"),
    Both("by net revenue", "依營收由低到高排列"),
)
ORDERS_BY_WORTH = Listing(
    fact=ORDERS,
    columns=_ORDER_COLUMNS,
    order="`net_revenue` DESC, o.`order_id`",
    title=Both("Orders {bound}", "{bound}的訂單"),
    wanted=Both("the orders {bound}", "金額{bound}的訂單"),
    sentence=Both(
        f"Orders {{bound}} {{when}}, the largest first: **{{rows}}** rows. {_WORTH.en}",
        f"{{when}}{{bound}}的訂單，由高到低排列：{{rows}} 列。{_WORTH.zh}",
    ),
    takes=frozenset({"values", "amount"}),
    is_grouped=True,
)
ALL_ORDERS = Listing(
    fact=ORDERS,
    columns=_ORDER_COLUMNS,
    order="`ordered_at` DESC",
    title=Both("Orders", "訂單列表"),
    wanted=Both("all orders", "所有訂單"),
    sentence=Both(
        f"The orders {{when}}, newest first: **{{rows}}** rows. {_WORTH.en}",
        f"{{when}}的訂單，由新到舊排列：{{rows}} 列。{_WORTH.zh}",
    ),
    is_grouped=True,
)
ORDER_LINES = Listing(
    fact=ORDERS,
    columns="  o.*",
    order="o.`line_id`",
    title=Both("Order lines", "訂單明細"),
    wanted=Both("every order line", "每一筆訂單明細"),
    sentence=Both("The order lines {when}: **{rows}** rows.", "{when}的訂單明細：{rows} 列。"),
    period=ALL_TIME,
)
LATEST_TICKETS = _tickets("t.`opened_at` DESC", Both("latest", "最新"), _NEWEST)
OLDEST_TICKETS = _tickets("t.`opened_at`", Both("oldest", "最早"), _OLDEST)
ALL_TICKETS = Listing(
    fact=TICKETS,
    columns=_TICKET_COLUMNS,
    order="t.`opened_at`",
    title=Both("Tickets", "客服單列表"),
    wanted=Both("the tickets, oldest first", "客服單列表，由舊到新排列"),
    sentence=Both(
        f"The tickets {{when}}, oldest first: **{{rows}}** rows. {_TICKET.en}",
        f"{{when}}的客服單，由舊到新排列：{{rows}} 列。{_TICKET.zh}",
    ),
    period=ALL_TIME,
)
STORE_LIST = Listing(
    fact=STORES,
    columns="""\
  s.`store_id`,
  s.`store_name` AS `store`,
  s.`city`,
  s.`region{zh}` AS `region`,
  s.`country`,
  s.`opened_on`""",
    order="s.`store_id`",
    title=Both("All stores", "所有門市"),
    wanted=Both("a list of all stores", "所有門市的清單"),
    sentence=Both("All stores {when}: **{rows}**.", "所有門市{when}：{rows} 間。"),
    period=None,
)
PRODUCT_LIST = Listing(
    fact=PRODUCTS,
    columns="""\
  p.`product_id`,
  p.`product_name{zh}` AS `product`,
  p.`category{zh}` AS `category`,
  p.`list_price`,
  p.`launched_on`""",
    order="p.`list_price` DESC, p.`product_id`",
    title=Both("Price list", "商品價目表"),
    wanted=Both("all products with their list price", "所有商品及其定價"),
    sentence=Both(
        "All products {when}: **{rows}**. The dearest is **{product}** at {list_price}.",
        "所有商品{when}：{rows} 項。最貴的是**{product}**，定價{list_price}。",
    ),
    period=None,
)
IDLE_STORES = Listing(
    fact=STORES,
    columns="""\
  s.`store_id`,
  s.`store_name` AS `store`,
  s.`region{zh}` AS `region`""",
    order="s.`store_id`",
    title=Both("Stores without sales", "沒有業績的門市"),
    wanted=Both("the stores that sold nothing", "沒有任何銷售的門市"),
    sentence=Both(
        "Stores that sold nothing {when}: **{rows}**.", "{when}沒有業績的門市：{rows} 間。"
    ),
    period=THIS_MONTH,
    where="""\
s.`store_id` NOT IN (
  SELECT o.`store_id`
  FROM `retail`.`sales`.`orders` o
  WHERE o.`order_date` BETWEEN :from_date AND :to_date
)""",
)
_MONTHLY = ",\n".join(
    f"  SUM(o.`net_amount`) FILTER (WHERE MONTH(o.`order_date`) = {month}) AS "
    f"`revenue_m{month:02d}`"
    for month in range(1, 13)
)
SCORECARD = Listing(
    fact=ORDERS,
    columns=f"""\
  s.`store_id`,
  s.`store_name` AS `store`,
  s.`city`,
  s.`region{{zh}}` AS `region`,
  s.`opened_on`,
  COUNT(DISTINCT o.`order_id`) AS `orders`,
  COUNT(DISTINCT o.`customer_id`) AS `customers`,
  SUM(o.`quantity`) AS `units`,
  SUM(o.`net_amount`) AS `net_revenue`,
  CAST(SUM(o.`net_amount`) / COUNT(DISTINCT o.`order_id`) AS DECIMAL(12,2)) AS `average_order`,
  COUNT_IF(o.`is_returned`) AS `returned_lines`,
{_MONTHLY}""",
    order="`net_revenue` DESC",
    title=Both("Store scorecard", "門市計分卡"),
    wanted=Both(
        "every figure for every store, with revenue in one column per calendar month",
        "每間門市的所有指標，並依月份分欄列出營收",
    ),
    sentence=Both(
        "**{store}** is ahead {when} with **{net_revenue}** and {orders} orders.",
        "{when}**{store}**以**{net_revenue}**、{orders} 筆訂單領先。",
    ),
    is_grouped=True,
)
