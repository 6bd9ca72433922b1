"""The sample company: its stores, its products, and the words for its rows."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TableDescription:
    """The description of a table in both languages, and its columns with their types."""

    en: str
    zh: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A value for filters: as stored, in Chinese, and its spellings."""

    value: str
    zh: str
    spellings: str


REGIONS = (
    Named("North", "北部", r"north(?:ern)?(?: taiwan| region)?|北部|北區|北台灣"),
    Named("Central", "中部", r"central(?: taiwan| region)?|中部|中區|中台灣"),
    Named("South", "南部", r"south(?:ern)?(?: taiwan| region)?|南部|南區|南台灣"),
    Named("East", "東部", r"east(?:ern)?(?: taiwan| region)?|東部|東區|東台灣|花東"),
    Named("Hong Kong", "香港", r"hong ?kong|香港"),
    Named("Singapore", "新加坡", r"singapore|新加坡|星國"),
    Named("Japan", "日本", r"japan|日本"),
)

# As stored, in English, and its spellings.
CITIES = (
    ("台北", "Taipei", r"taipei(?: city)?|[台臺]北市?"),
    ("新北", "New Taipei", r"new taipei(?: city)?|新北市?"),
    ("桃園", "Taoyuan", r"taoyuan|桃園市?"),
    ("新竹", "Hsinchu", r"hsinchu|新竹市?"),
    ("台中", "Taichung", r"taichung|[台臺]中市?"),
    ("彰化", "Changhua", r"changhua|彰化市?"),
    ("台南", "Tainan", r"tainan|[台臺]南市?"),
    ("高雄", "Kaohsiung", r"kaohsiung|高雄市?"),
    ("花蓮", "Hualien", r"hualien|花蓮市?"),
    ("台東", "Taitung", r"taitung|[台臺]東市?"),
    ("Tokyo", "Tokyo", r"tokyo|東京"),
)

CATEGORIES = (
    Named(
        "Tea & Coffee", "茶與咖啡", r"tea(?: and | & )coffee|teas?\b|coffees?\b|茶與咖啡|茶葉|咖啡"
    ),
    Named("Kitchenware", "廚房用品", r"kitchen ?ware|kitchen\b|廚房用品|廚具|廚房"),
    Named("Home Textiles", "家飾織品", r"home textiles?|textiles?\b|家飾織品|織品|寢具"),
    Named("Small Appliances", "小家電", r"small appliances?|appliances?\b|小家電|家電"),
    Named("Outdoor", "戶外用品", r"outdoors?\b|camping|戶外用品|戶外|露營"),
    Named(
        "Beauty & Care",
        "美妝保養",
        r"beauty(?: and | & )care|beauty|skin ?care|美妝保養|美妝|保養品",
    ),
)

# store_id, store_name, city, region, region_zh, country, opened_on
STORES = (
    (101, "台北信義店", "台北", "North", "北部", "TW", date(2015, 4, 18)),
    (102, "台北中山店", "台北", "North", "北部", "TW", date(2017, 9, 2)),
    (103, "板橋大遠百店", "新北", "North", "北部", "TW", date(2018, 11, 24)),
    (104, "桃園藝文店", "桃園", "North", "北部", "TW", date(2020, 6, 13)),
    (105, "新竹巨城店", "新竹", "North", "北部", "TW", date(2021, 3, 6)),
    (201, "台中七期店", "台中", "Central", "中部", "TW", date(2016, 8, 20)),
    (202, "台中勤美店", "台中", "Central", "中部", "TW", date(2019, 5, 11)),
    (203, "彰化車站店", "彰化", "Central", "中部", "TW", date(2022, 1, 8)),
    (301, "台南藍晒圖店", "台南", "South", "南部", "TW", date(2017, 2, 11)),
    (302, "高雄夢時代店", "高雄", "South", "南部", "TW", date(2018, 7, 28)),
    (303, "高雄駁二店", "高雄", "South", "南部", "TW", date(2023, 10, 7)),
    (401, "花蓮文創店", "花蓮", "East", "東部", "TW", date(2019, 12, 14)),
    (402, "台東鐵花店", "台東", "East", "東部", "TW", date(2022, 7, 9)),
    (501, "香港銅鑼灣店", "Hong Kong", "Hong Kong", "香港", "HK", date(2021, 9, 18)),
    (601, "Orchard Road", "Singapore", "Singapore", "新加坡", "SG", date(2022, 11, 5)),
    (701, "東京代官山店", "Tokyo", "Japan", "日本", "JP", date(2024, 3, 16)),
)
STORE_WEIGHTS = (14, 10, 9, 7, 7, 9, 6, 3, 6, 8, 4, 3, 2, 6, 7, 5)

# product_id (its tens are the category), name in Chinese and English, cost, list price, launch
_PRODUCTS = (
    (11, "阿里山高山烏龍茶 150g", "Alishan Oolong 150 g", "310.00", "680.00", date(2015, 3, 1)),
    (
        12,
        "日月潭紅玉紅茶 100g",
        "Ruby Black Tea 100 g",
        "220.00",
        "520.00",
        date(2016, 5, 1),
    ),
    (13, "東方美人茶禮盒", "Oriental Beauty Gift Box", "690.00", "1580.00", date(2018, 9, 1)),
    (14, "古坑咖啡濾掛 20 入", "Gukeng Drip Coffee 20-pack", "260.00", "560.00", date(2019, 2, 1)),
    (21, "鶯歌手作茶壺", "Yingge Handmade Teapot", "840.00", "1980.00", date(2016, 10, 1)),
    (
        22,
        "雙層保溫瓶 500ml",
        "Steel Vacuum Bottle 500 ml",
        "290.00",
        "790.00",
        date(2017, 4, 1),
    ),
    (23, "竹製砧板", "Bamboo Cutting Board", "150.00", "420.00", date(2018, 1, 1)),
    (
        24,
        "琺瑯鑄鐵鍋 22cm",
        "Cast-Iron Pot 22 cm",
        "1650.00",
        "3680.00",
        date(2020, 8, 1),
    ),
    (31, "有機棉床包組", "Organic Cotton Bed Set", "1120.00", "2680.00", date(2018, 3, 1)),
    (32, "涼感夏被", "Cooling Summer Quilt", "720.00", "1680.00", date(2021, 5, 1)),
    (33, "毛巾三件組", "Towel Set of Three", "240.00", "590.00", date(2017, 6, 1)),
    (34, "羊毛地毯 140x200", "Wool Rug 140 x 200", "2900.00", "6200.00", date(2022, 10, 1)),
    (41, "智慧電鍋 6 人份", "Smart Rice Cooker, 6 cups", "1980.00", "3990.00", date(2020, 1, 1)),
    (42, "空氣清淨機 S2", "Air Purifier S2", "3650.00", "7490.00", date(2023, 9, 1)),
    (43, "手沖快煮壺", "Gooseneck Kettle", "880.00", "1890.00", date(2021, 11, 1)),
    (44, "桌上型循環扇", "Desk Circulation Fan", "610.00", "1290.00", date(2022, 5, 1)),
    (51, "輕量登山背包 28L", "Light Hiking Pack 28 L", "1050.00", "2480.00", date(2019, 4, 1)),
    (52, "四人露營帳", "Four-Person Tent", "3100.00", "6900.00", date(2021, 2, 1)),
    (53, "折疊露營椅", "Folding Camp Chair", "460.00", "990.00", date(2020, 3, 1)),
    (54, "防水夾克", "Waterproof Jacket", "1180.00", "2790.00", date(2023, 10, 1)),
    (61, "苦茶油洗髮精 400ml", "Camellia Shampoo 400 ml", "170.00", "450.00", date(2018, 6, 1)),
    (62, "絲瓜水保濕噴霧", "Loofah Hydrating Mist", "130.00", "380.00", date(2019, 7, 1)),
    (63, "檜木精油 10ml", "Hinoki Essential Oil 10 ml", "420.00", "1150.00", date(2020, 12, 1)),
    (64, "珍珠粉面膜 10 片", "Pearl Powder Mask, 10 sheets", "260.00", "690.00", date(2024, 6, 1)),
)
PRODUCTS = tuple(
    (number, zh, en, CATEGORIES[number // 10 - 1].value, CATEGORIES[number // 10 - 1].zh, *rest)
    for number, zh, en, *rest in _PRODUCTS
)
PRODUCT_NAMES = tuple((zh, en) for _, zh, en, *_ in _PRODUCTS)
PRODUCT_WEIGHTS = (10, 8, 5, 9, 4, 11, 6, 3, 4, 5, 7, 1, 4, 3, 5, 6, 4, 2, 5, 3, 9, 6, 3, 4)

CHANNELS = (("Store", "門市"), ("Online", "官網"), ("App", "App"))
SEGMENTS = (("Consumer", "一般顧客"), ("Member", "會員"), ("Business", "企業客戶"))
COUPONS = ("WELCOME", "SPRING", "VIP", "FRIENDS")
FAMILY_NAMES = tuple("陳林黃張李王吳劉蔡楊許鄭謝郭洪曾邱廖賴周")
GIVEN_NAMES = (
    *("怡君", "志明", "淑芬", "家豪", "雅婷", "俊傑", "美玲", "冠宇", "佳穎", "宗翰"),
    *("詩涵", "建宏", "欣怡", "柏翰", "惠雯", "承恩", "宜蓁", "品妤", "彥廷", "子晴"),
)
COMPANY_NAMES = ("晨光", "禾豐", "遠見", "大樹", "海悅", "永和", "青田", "藍海", "明德", "春山")
COMPANY_KINDS = (
    "設計有限公司",
    "旅店股份有限公司",
    "餐飲有限公司",
    "科技股份有限公司",
    "貿易有限公司",
)

# topic, in Chinese, and the usual days until a ticket is closed
TOPICS = (
    ("Delivery", "配送", 1.6),
    ("Returns & refunds", "退換貨", 2.6),
    ("Product question", "商品諮詢", 0.5),
    ("Defect", "商品瑕疵", 3.4),
    ("Payment", "付款", 1.1),
    ("Membership", "會員", 0.8),
)
# priority, in Chinese, and the factor on the usual time
PRIORITIES = (
    ("Urgent", "緊急", 0.3),
    ("High", "高", 0.6),
    ("Normal", "一般", 1.0),
    ("Low", "低", 1.7),
)
CONTACTS = (("Chat", "線上客服"), ("Phone", "電話"), ("Email", "電子郵件"))
AGENTS = ("陳怡君", "林冠宇", "黃雅婷", "張家豪", "王詩涵", "Mei Tanaka", "Rachel Lim", "周品妤")

TABLES = {
    "orders": TableDescription(
        "one row per order line: when, which store, product and customer, quantity, discount and "
        "net amount in New Taiwan dollars; January 2024 to October 2026",
        "每一列是一筆訂單明細：時間、門市、商品、顧客、數量、折扣與新台幣淨額；2024 年 1 月至 "
        "2026 年 10 月",
        (
            ("line_id", "BIGINT"),
            ("order_id", "BIGINT"),
            ("order_date", "DATE"),
            ("order_ts", "TIMESTAMP"),
            ("store_id", "INTEGER"),
            ("customer_id", "INTEGER"),
            ("channel", "VARCHAR"),
            ("channel_zh", "VARCHAR"),
            ("product_id", "INTEGER"),
            ("quantity", "INTEGER"),
            ("unit_price", "DECIMAL(12,2)"),
            ("discount_rate", "DECIMAL(4,2)"),
            ("net_amount", "DECIMAL(14,2)"),
            ("coupon_code", "VARCHAR"),
            ("is_returned", "BOOLEAN"),
        ),
    ),
    "products": TableDescription(
        "24 products in six categories, with cost, list price and launch date",
        "六個類別共 24 項商品，含成本、定價與上市日",
        (
            ("product_id", "INTEGER"),
            ("product_name_zh", "VARCHAR"),
            ("product_name", "VARCHAR"),
            ("category", "VARCHAR"),
            ("category_zh", "VARCHAR"),
            ("unit_cost", "DECIMAL(12,2)"),
            ("list_price", "DECIMAL(12,2)"),
            ("launched_on", "DATE"),
        ),
    ),
    "stores": TableDescription(
        "16 stores in seven regions: North, Central, South and East Taiwan, Hong Kong, Singapore "
        "and Japan",
        "七個區域共 16 間門市：北部、中部、南部、東部、香港、新加坡、日本",
        (
            ("store_id", "INTEGER"),
            ("store_name", "VARCHAR"),
            ("city", "VARCHAR"),
            ("region", "VARCHAR"),
            ("region_zh", "VARCHAR"),
            ("country", "VARCHAR"),
            ("opened_on", "DATE"),
        ),
    ),
    "customers": TableDescription(
        "640 known customers with their segment and the day they joined",
        "640 位已知顧客，含客群與加入日期",
        (
            ("customer_id", "INTEGER"),
            ("customer_name", "VARCHAR"),
            ("segment", "VARCHAR"),
            ("segment_zh", "VARCHAR"),
            ("joined_on", "DATE"),
            ("email", "VARCHAR"),
        ),
    ),
    "tickets": TableDescription(
        "one row per support ticket: when opened and closed, topic, priority, agent, store, "
        "product, "
        "first reply in minutes and the customer's rating from 1 to 5",
        "每一列是一張客服單：開立與結案時間、主題、優先等級、客服人員、門市、商品、"
        "首次回覆分鐘數與 1 至 5 分的評分",
        (
            ("ticket_id", "BIGINT"),
            ("opened_at", "TIMESTAMP"),
            ("closed_at", "TIMESTAMP"),
            ("agent", "VARCHAR"),
            ("store_id", "INTEGER"),
            ("product_id", "INTEGER"),
            ("topic", "VARCHAR"),
            ("topic_zh", "VARCHAR"),
            ("priority", "VARCHAR"),
            ("priority_zh", "VARCHAR"),
            ("channel", "VARCHAR"),
            ("channel_zh", "VARCHAR"),
            ("first_reply_minutes", "INTEGER"),
            ("satisfaction", "INTEGER"),
        ),
    ),
}
