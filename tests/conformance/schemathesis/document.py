# The official document as the fake is held to it: with its known errors corrected, and as strict as its examples are.
# Knows what is wrong with the document, and no server.

# What the document says wrongly, each with the reason, besides what the description knows: `cargo xtask conformance`
# corrects that beforehand.
EXCLUDED = [
    (
        "/components/schemas/intelligence.v2.transcript.operator_result/properties/predicted_probability",
        {"type": "number", "nullable": True},
        {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"}], "nullable": True},
        "The document's own examples have a text with a number, and so has the fake.",
    ),
    (
        "/components/schemas/intelligence.v2.transcript.operator_result/properties/match_probability",
        {"type": "number", "nullable": True},
        {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$"}], "nullable": True},
        "The document's own examples have a text with a number, and so has the fake.",
    ),
]
# Members that the fake has and the document has not, each with the reason.
BEYOND = [
    (
        "intelligence.v2.transcript.operator_result",
        "refusal",
        {"type": "string", "nullable": True},
        "The vendor's guide to generative operators names it.",
    ),
]


class Stale(Exception):
    pass


def corrected(document):
    """Corrects the document in place. An error that is not there any more is an error of the list."""
    for pointer, wrong, right, reason in EXCLUDED:
        place = document
        for name in pointer.strip("/").split("/"):
            place = place.get(name, {})
        if any(place.get(name) != value for name, value in wrong.items()):
            raise Stale(f"{pointer} is not wrong any more: take it from the list ({reason})")
        for name in wrong:
            del place[name]
        place.update(right)
    for schema, member, right, reason in BEYOND:
        members = document["components"]["schemas"][schema]["properties"]
        if member in members:
            raise Stale(f"{schema} has {member}: take it from the list ({reason})")
        members[member] = right
    return document


def strict(document):
    """Requires of every record all members that its schema has, and no others, as all examples have them. Leaves out the
    credentials: every request has valid ones, because all that is answered to others is 401."""
    document.pop("security", None)
    document["components"].pop("securitySchemes", None)
    for name, schema in document["components"]["schemas"].items():
        if schema.get("type") == "object" and "properties" in schema:
            schema["required"] = sorted(schema["properties"])
            schema["additionalProperties"] = False
    for path in document["paths"].values():
        operations = [operation for operation in path.values() if isinstance(operation, dict)]
        for operation in operations:
            operation.pop("security", None)
            for answer in operation.get("responses", {}).values():
                for content in answer.get("content", {}).values():
                    page = content.get("schema", {})
                    if "meta" in page.get("properties", {}):
                        page["required"] = sorted(page["properties"])
                        page["additionalProperties"] = False
                        page["properties"]["meta"]["required"] = sorted(page["properties"]["meta"]["properties"])
    return document
