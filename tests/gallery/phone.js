// Draws a message like a host that supports version 1.5 of Adaptive Cards and nothing newer.

// What a TextBlock allows: bold, italic, lists and links. Anything else is plain text.
const cardMarkdown = markdownit({ html: false, linkify: false })
  .disable(["image", "heading", "lheading", "code", "fence", "blockquote", "hr", "table"]);

AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = cardMarkdown.render(text);
  result.didProcess = true;
};

// Returns the types that occur in the card without a fallback.
function withoutFallback(node, types = new Set()) {
  if (node !== null && typeof node === "object") {
    if (typeof node.type === "string" && !("fallback" in node)) types.add(node.type);
    for (const value of Object.values(node)) withoutFallback(value, types);
  }
  return types;
}

// Returns the errors of the renderer.
function drawMessage(message, hostConfig) {
  const card = new AdaptiveCards.AdaptiveCard();
  const context = new AdaptiveCards.SerializationContext();
  card.hostConfig = new AdaptiveCards.HostConfig(hostConfig);
  card.parse(message.card, context);
  const text = document.createElement("div");
  text.className = "text";
  if (message.text) text.innerHTML = cardMarkdown.render(message.text);
  document.getElementById("message").replaceChildren(text, card.render());

  const { UnknownElementType, UnknownActionType } = AdaptiveCards.ValidationEvent;
  const unprepared = withoutFallback(message.card);
  const problems = card.validateProperties().validationEvents.map((event) => event.message);
  for (let at = 0; at < context.eventCount; at++) {
    const { event, message: said } = context.getEventAt(at);
    const isUnknown = event === UnknownElementType || event === UnknownActionType;
    if (!isUnknown || [...unprepared].some((type) => said.includes(`"${type}"`))) problems.push(said);
  }
  return problems;
}
