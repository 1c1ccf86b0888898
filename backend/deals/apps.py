from datetime import time

from django.apps import AppConfig

from backend.clock import chores
from backend.deals.roles import ROLES
from backend.people import duties, erasures, roles, sight, waiting


class DealsConfig(AppConfig):
    name = "backend.deals"

    def ready(self) -> None:
        roles.register(*ROLES)
        roles.register_table("backend.deals.policy.MAY")
        sight.register("backend.deals.sight.audiences_of_parties")
        chores.register(
            "deal_round", "backend.deals.operations.run_deal_round", daily_at=time(0, 15)
        )
        chores.register_hourly("cohort_count", "backend.deals.operations.count_cohorts")
        duties.register("backend.deals.operations.duties.move_seats")
        duties.register("backend.deals.operations.duties.move_grants")
        erasures.register("backend.deals.operations.erasing.erase_signatories")
        for teller in ("waiting_deals", "waiting_commitments", "waiting_grants"):
            waiting.register(f"backend.deals.waiting.{teller}")
