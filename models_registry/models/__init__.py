from .adoption import Adoption, Outcome
from .field_lead import FieldLead
from .proposal import Proposal, ProposalKind, ProposalState
from .reform_model import ReformField, ReformModel

__all__ = [
    "Adoption",
    "FieldLead",
    "Outcome",
    "Proposal",
    "ProposalKind",
    "ProposalState",
    "ReformField",
    "ReformModel",
]
