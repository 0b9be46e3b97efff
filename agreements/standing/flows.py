"""Who gave data to whom under an agreement."""

from agreements.models import Act, Agreement, FlowEnd


def flows_of(agreement: Agreement) -> set[tuple[int, int]]:
    """Return who gave to whom under an agreement, as keys of parties, in flows that were not closed. One query."""
    return {(giver, receiver) for giver, receivers in ends_of(agreement).values() for receiver in receivers}


def ends_of(agreement: Agreement) -> dict[int, tuple[int, list[int]]]:
    """Return, for each flow that was not closed, its giver and its receivers, as keys of parties. One query."""
    ends = FlowEnd.objects.filter(flow__edition=agreement.edition_id, flow__closed_at=None)
    givers: dict[int, int] = {}
    receivers: dict[int, list[int]] = {}
    for flow, act, party in ends.order_by("flow__number", "pk").values_list("flow", "act", "party"):
        if act == Act.GIVES:
            givers[flow] = party
        else:
            receivers.setdefault(flow, []).append(party)
    return {flow: (giver, receivers.get(flow, [])) for flow, giver in givers.items()}
