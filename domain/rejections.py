"""What is wrong with something that was handed in, said without repeating it."""

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict


class Rejection(BaseModel):
    """One fault: where, a stable rule code, and what to do in Indonesian and English."""

    model_config = ConfigDict(frozen=True)

    field: str
    rule: str
    id: str
    en: str


class Rejected(ValueError):
    """An application that cannot be accepted; `rejections` holds every fault found."""

    def __init__(self, rejections: Iterable[Rejection]) -> None:
        self.rejections = tuple(rejections)
        super().__init__(", ".join(f"{fault.field}: {fault.rule}" for fault in self.rejections))
