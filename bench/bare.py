"""The least there could be to start: FastAPI and SQLModel, as many routes, nothing in them."""

import os

from fastapi import FastAPI
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Thing(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


engine = create_engine(f"sqlite:///{os.environ['BENCH_DATABASE']}")
SQLModel.metadata.create_all(engine)
app = FastAPI()


def read_things() -> list[Thing]:
    with Session(engine) as session:
        return list(session.exec(select(Thing).limit(50)))


for number in range(int(os.environ["BENCH_ROUTES"])):
    app.add_api_route(f"/api/v1/things-{number}", read_things, response_model=list[Thing])
