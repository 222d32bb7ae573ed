"""The roof: who may, who can and who should, in one answer."""

from teamsched.team.assignment import Assignment, Pick, Refusal
from teamsched.team.facade import Team
from teamsched.team.needs import Needs
from teamsched.team.offer import Offer
from teamsched.team.slots import Slot, Slots

__all__ = ["Assignment", "Needs", "Offer", "Pick", "Refusal", "Slot", "Slots", "Team"]
