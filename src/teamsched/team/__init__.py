"""The roof: who may, who can and who should, in one answer."""

from teamsched.team.assignment import Assignment, Pick, Refusal
from teamsched.team.candidates import Candidate, Candidates
from teamsched.team.facade import Team
from teamsched.team.needs import Needs
from teamsched.team.offer import Offer
from teamsched.team.reassigning import Handover, Reassignment
from teamsched.team.slots import Slot, Slots

__all__ = [
    "Assignment",
    "Candidate",
    "Candidates",
    "Handover",
    "Needs",
    "Offer",
    "Pick",
    "Reassignment",
    "Refusal",
    "Slot",
    "Slots",
    "Team",
]
