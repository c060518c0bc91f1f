#include "plugins/proxmox_poll/membership.h"

#include "plugins/proxmox/api/explain.h"
#include "plugins/proxmox/api/one_line.h"
#include "plugins/proxmox/contacts/call.h"
#include "plugins/proxmox/contacts/node_name.h"
#include "plugins/proxmox/single_answers.h"
#include "plugins/proxmox_poll/conversation.h"

#include <pipevane/error.h>

namespace pipevane::proxmox_poll {
namespace {

std::string told(const proxmox::ClusterStatus& status) {
  const auto* const local = status.local();
  return (local == nullptr ? "a node that does not say which"
                           : "the node \"" + proxmox::oneLine(local->name) + "\"") +
         (status.name.empty() ? " on its own"
                              : " of the cluster \"" + proxmox::oneLine(status.name) + "\"");
}

}  // namespace

// Nothing: `reply` says what failed.
template <class Read>
auto Membership::read(proxmox::Contact& contact, const std::string& path, const Read& read_body,
                      const proxmox::Deadline& deadline, proxmox::Reply& reply) {
  std::optional<decltype(read_body({}))> told;
  if (deadline.passed()) {
    reply = tooLate(contact);
    return told;
  }
  proxmox::ApiClient& client = contact.client();
  const std::string full = std::string(Conversation::kRoot).append(path);
  const proxmox::Call call = proxmox::callWithin(budget_, host_, client, full, deadline.limits());
  reply = call.reply;
  if (reply.not_asked || reply.stopped) return told;
  if (call.answer.ok()) try {
      told = read_body(call.answer.body);
    } catch (const Error& error) {
      reply.why = "cannot read what " + client.endpoint().url() + " says: the answer to " + full +
                  " " + error.what();
    }
  else
    reply.why = explain(call.answer, client.endpoint(), full, token_id_);
  return told;
}

// What it was asked before took all the time.
proxmox::Reply Membership::tooLate(const proxmox::Contact& contact) const {
  proxmox::Answer answer;
  answer.failure = proxmox::Failure::kTimeout;
  answer.reason = "not all that it was asked was answered in time";
  proxmox::Reply reply = proxmox::Reply::of(answer);
  reply.why = explain(answer, contact.client().endpoint(), {}, token_id_);
  return reply;
}

Membership::Word Membership::askWho(proxmox::Contact& contact, const proxmox::Deadline& deadline) {
  Word word = askStatus(contact, deadline);
  if (word.reply.good()) askRoot(contact, deadline, word);
  return word;
}

Membership::Word Membership::askStatus(proxmox::Contact& contact,
                                       const proxmox::Deadline& deadline) {
  Word word;
  if (auto status =
          read(contact, "/cluster/status", proxmox::clusterStatusIn, deadline, word.reply))
    word.status = *std::move(status);
  return word;
}

void Membership::askRoot(proxmox::Contact& contact, const proxmox::Deadline& deadline, Word& word) {
  const auto* const local = word.status.local();
  if (local == nullptr || !proxmox::isNodeName(local->name)) return;
  if (const auto root = read(contact, "/nodes/" + local->name + "/certificates/info",
                             proxmox::rootCertificateIn, deadline, word.reply))
    word.identity = proxmox::ClusterIdentity::of(word.status, *root);
}

std::optional<proxmox::Reply> Membership::prove(proxmox::Contact& contact,
                                                const std::string& member,
                                                const proxmox::Deadline& deadline) {
  proxmox::ApiClient& client = contact.client();
  if (client.settings().trust.verify || contact.isMet()) return std::nullopt;
  const proxmox::ClusterIdentity known = leadership_.identity();
  // Where nobody may read it, it proves nothing.
  Word word = known.known() ? askWho(contact, deadline) : askStatus(contact, deadline);
  proxmox::Reply& reply = word.reply;
  if (!reply.good()) return reply;
  reply.why = whyNot(word, member, client.endpoint());
  reply.foreign =
      !reply.why.empty() && known.known() && word.identity.known() && word.identity != known;
  if (!reply.good()) return reply;
  contact.meet();
  if (known.known()) contact.setVerified();
  if (deadline.passed()) return tooLate(contact);
  return std::nullopt;
}

// Empty: it is that member.
std::string Membership::whyNot(const Word& word, const std::string& member,
                               const proxmox::Endpoint& endpoint) const {
  const auto* const local = word.status.local();
  const std::string leaves =
      "leaves " + endpoint.url() + " alone, where the member " + member + " should be: ";
  if (local == nullptr || local->name != member ||
      word.status.name != decoder_.clusterStatus().name)
    return leaves + "it says that it is " + told(word.status);
  const proxmox::ClusterIdentity known = leadership_.identity();
  if (!known.known() || word.identity == known) return {};
  return leaves + "its cluster has the same name and " +
         (word.identity.known() ? "another root certificate" : "tells no root certificate");
}

}  // namespace pipevane::proxmox_poll
