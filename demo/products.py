"""What the shop sells."""

from dataclasses import dataclass
from random import Random
from typing import Any

BRANDS = ("Aster", "Borea", "Cala", "Dolce Riva", "Edera", "Fjord", "Ginepro", "Halden")
KINDS = {
    "dresses": ("Linen dress", 3900, 12900),
    "shoes": ("Leather sneakers", 4900, 15900),
    "bags": ("Tote bag", 2900, 18900),
    "knitwear": ("Merino jumper", 3500, 9900),
    "home": ("Linen bedding", 2500, 8900),
    "beauty": ("Face serum", 1200, 4900),
}
"""Category: name of its products, lowest and highest price in cents."""


@dataclass(frozen=True, slots=True)
class Product:
    """One article; `price_cents` in euro cents, so that sums are exact."""

    product_id: str
    name: str
    category: str
    brand: str
    price_cents: int

    def line(self, quantity: int) -> dict[str, Any]:
        """As a line of a cart or an order."""
        return {
            "product_id": self.product_id,
            "name": self.name,
            "category": self.category,
            "brand": self.brand,
            "price": self.price_cents / 100,
            "quantity": quantity,
        }


def make_assortment(random: Random) -> tuple[Product, ...]:
    """Every brand's products, 48 in all, at prices ending in .90."""
    found: list[Product] = []
    for brand in BRANDS:
        for category, (name, lowest, highest) in KINDS.items():
            price_cents = random.randrange(lowest, highest, 100) // 100 * 100 + 90
            found.append(Product(f"P{len(found) + 1:03d}", f"{brand} {name}", category, brand, price_cents))
    return tuple(found)
