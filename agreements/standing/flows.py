"""Who gave data to whom under an agreement."""

from agreements.models import Act, Agreement, FlowEnd


def flows_of(agreement: Agreement) -> set[tuple[int, int]]:
    """Return who gave to whom under an agreement, as keys of parties, in flows that were not closed. One query."""
    return {(giver, receiver) for giver, receivers in ends_of(agreement).values() for receiver in receivers}


def pairs_signed(agreement: Agreement) -> set[tuple[int, int]]:
    """Return who gave to whom between parties that signed in every position, also if they left since. Two queries.

    No data moves to or from one that has not signed, so it holds none and answers for none.
    """
    required = set(agreement.required.values_list("party", "signature"))
    signed = {party for party, _ in required} - {party for party, signature in required if signature is None}
    return {pair for pair in flows_of(agreement) if signed.issuperset(pair)}


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
