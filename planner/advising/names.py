"""Names of units that a workspace need not hold, such as eastern provinces."""

from collections.abc import Mapping

import geopandas as gpd

from geo.schemas import LayerName
from planner.programmes.schema import NATION

# GB/T 2260, first two digits; names as on the official list.
PROVINCES: Mapping[str, str] = {
    "11": "北京市", "12": "天津市", "13": "河北省", "14": "山西省",
    "15": "内蒙古自治区", "21": "辽宁省", "22": "吉林省", "23": "黑龙江省",
    "31": "上海市", "32": "江苏省",
    "33": "浙江省", "34": "安徽省", "35": "福建省", "36": "江西省", "37": "山东省",
    "41": "河南省", "42": "湖北省", "43": "湖南省", "44": "广东省",
    "45": "广西壮族自治区", "46": "海南省", "50": "重庆市", "51": "四川省",
    "52": "贵州省", "53": "云南省", "54": "西藏自治区", "61": "陕西省", "62": "甘肃省",
    "63": "青海省", "64": "宁夏回族自治区", "65": "新疆维吾尔自治区",
}  # fmt: skip
_PROVINCE, _CITY, _COUNTY = 2, 4, 6


class Names:
    """Names of units by code, as far as the layers and the provinces tell.

    Parameters
    ----------
    layers
        ``counties`` and ``townships``.
    """

    def __init__(self, layers: Mapping[LayerName, gpd.GeoDataFrame]) -> None:
        counties, towns = layers["counties"], layers["townships"]
        self._names: dict[str, str] = {**PROVINCES, NATION: "全国"}
        cities = counties["city_code"].where(
            counties["city_code"] != "", counties["county_code"].str[:_CITY]
        )
        self._names |= dict(zip(cities, counties["city_name"], strict=True))
        self._names |= dict(zip(counties["county_code"], counties["name"], strict=True))
        self._names |= dict(zip(towns["township_code"], towns["name"], strict=True))

    def of(self, code: str) -> str:
        """Name of a unit, else of the least above it that is known, else its code."""
        for digits in (len(code), 9, _COUNTY, _CITY, _PROVINCE):
            name = self._names.get(code[:digits], "") if digits <= len(code) else ""
            if name:
                return name
        return code

    def city(self, county: str) -> str:
        """Name of the city of a county, empty where not known."""
        return self._names.get(county[:_CITY], "")
