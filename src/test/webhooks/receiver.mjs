// A receiver of webhooks that verifies with the package of Standard Webhooks; tests tell it how to behave.
//   PUT  /secret/NAME   the secret of the receiver NAME
//   PUT  /answer/NAME   what it answers: a status, or "hang"
//   POST /hook/NAME     a message
//   GET  /received/NAME what it took, in order: {"id", "body", "signatures"}; and how many messages did not verify
import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

const receivers = new Map();

function receiver(name) {
  if (!receivers.has(name)) {
    receivers.set(name, { secrets: [], answer: "200", taken: [], tries: 0, wrong: 0 });
  }
  return receivers.get(name);
}

function verified(to, body, headers) {
  return to.secrets.every((secret) => {
    try {
      new Webhook(secret).verify(body, headers);
      return true;
    } catch {
      return false;
    }
  });
}

function take(to, request, body, response) {
  to.tries++;
  if (!verified(to, body, request.headers)) {
    to.wrong++;
    response.writeHead(401).end("the signature does not hold");
  } else if (to.answer === "hang") {
    // for ever
  } else {
    if (to.answer === "200") {
      to.taken.push({
        id: request.headers["webhook-id"],
        signatures: request.headers["webhook-signature"].split(" ").length,
        body: JSON.parse(body),
      });
    }
    response.writeHead(Number(to.answer), { "retry-after": "0" }).end(`answer ${to.answer}`);
  }
}

const server = createServer((request, response) => {
  const [, what, name] = request.url.split("/");
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString("utf8");
    const to = receiver(name);
    switch (what) {
      case "secret":
        to.secrets = body.split(" ");
        response.end();
        break;
      case "answer":
        to.answer = body;
        response.end();
        break;
      case "received":
        response.end(JSON.stringify({ taken: to.taken, tries: to.tries, wrong: to.wrong }));
        break;
      default:
        take(to, request, body, response);
    }
  });
});

server.listen(0, "127.0.0.1", () => console.log(server.address().port));
