#include "plugins/proxmox/api/secure_connection.h"

#include "plugins/proxmox/api/call_error.h"
#include "plugins/proxmox/api/first_use.h"
#include "plugins/proxmox/api/one_line.h"

#include <Poco/Exception.h>
#include <Poco/Net/SSLException.h>
#include <Poco/Net/X509Certificate.h>
#include <openssl/x509v3.h>

#include <algorithm>

namespace pipevane::proxmox {
namespace {

using Poco::Net::Context;
using Poco::Net::SecureStreamSocket;
using Poco::Net::StreamSocket;
using Clock = CallGuard::Clock;

bool named(X509* certificate, const std::string& host) {
  return X509_check_ip_asc(certificate, host.c_str(), 0) == 1 ||
         X509_check_host(certificate, host.data(), host.size(), 0, nullptr) == 1;
}

FirstUse::Voucher voucherOf(X509* certificate, const std::string& fingerprint,
                            const Endpoint& endpoint, const Trust& trust,
                            const PeerWitness& witness) {
  if (std::ranges::count(trust.also, fingerprint) > 0) return FirstUse::Voucher::kMember;
  return witness.vouchesFor(fingerprint) && named(certificate, endpoint.host)
             ? FirstUse::Voucher::kAuthority
             : FirstUse::Voucher::kNobody;
}

// There is no option for it.
constexpr const char* kToldByCluster =
    "it is a member whose certificate its cluster told: if that was renewed (on the node: pvenode "
    "cert info), the others tell the new one within minutes, and nothing is to be set; otherwise "
    "somebody else answers there";

// By the network or the other end, in which nothing was said that is no TLS.
bool brokenOff(const Poco::Exception& error) {
  return dynamic_cast<const Poco::Net::SSLException*>(&error) == nullptr ||
         dynamic_cast<const Poco::Net::SSLConnectionUnexpectedlyClosedException*>(&error) !=
             nullptr;
}

// The library's word for an answer that is no record of TLS at all.
bool speaksNoTls(const Poco::Exception& error) {
  const std::string& said = error.message();
  return said.find("wrong version number") != std::string::npos ||
         said.find("http request") != std::string::npos ||
         said.find("packet length too long") != std::string::npos;
}

void checkPeer(SecureStreamSocket& socket, const Endpoint& endpoint, const Trust& trust,
               const PeerWitness& witness) {
  if (!socket.havePeerCertificate())
    throw CallError(Failure::kTls, endpoint.url() + " shows no certificate");
  const Poco::Net::X509Certificate certificate = socket.peerCertificate();
  // OpenSSL's checks take a certificate that is not const, and leave it alone.
  X509* const raw = const_cast<X509*>(certificate.certificate());
  if (trust.first_use) {
    const std::string found = fingerprintOf(raw);
    trust.first_use->check(endpoint, found, voucherOf(raw, found, endpoint, trust, witness));
  } else if (!trust.fingerprint.empty()) {
    const std::string found = fingerprintOf(raw);
    if (found != trust.fingerprint && std::ranges::count(trust.also, found) == 0)
      throw CallError(
          Failure::kFingerprint,
          "the certificate's fingerprint is " + found + ", expected is " + trust.fingerprint,
          trust.told_by_cluster ? kToldByCluster : "");
  } else if (trust.verify && !named(raw, endpoint.host)) {
    throw CallError(Failure::kTls, "the certificate is not made out to " + endpoint.host +
                                       " but to " + oneLine(certificate.commonName()) +
                                       ", and its SHA-256 fingerprint is " + fingerprintOf(raw));
  }
}

}  // namespace

Context::Ptr contextFor(const Trust& trust) {
  Context::Params params;
  const bool by_authority = trust.fingerprint.empty() && trust.verify;
  // With first use nobody is refused in the handshake itself: what the authorities say is one thing
  // of those that count.
  const bool alone = by_authority && !trust.first_use;
  params.caLocation = trust.ca_file;
  params.loadDefaultCAs = by_authority && trust.ca_file.empty();
  params.verificationMode = alone ? Context::VERIFY_STRICT : Context::VERIFY_NONE;
  params.cipherList = "HIGH:!aNULL:!MD5:!RC4";
  try {
    Context::Ptr context = new Context(Context::TLS_CLIENT_USE, params);
    context->disableProtocols(Context::PROTO_SSLV2 | Context::PROTO_SSLV3 | Context::PROTO_TLSV1 |
                              Context::PROTO_TLSV1_1);
    // Its own check of names lets every local address pass.
    context->enableExtendedCertificateVerification(false);
    return context;
  } catch (const Poco::Exception& error) {
    throw Error("cannot use the CA file \"" + trust.ca_file + "\": " + error.displayText());
  }
}

SecureStreamSocket secure(const StreamSocket& plain, const Endpoint& endpoint, const Trust& trust,
                          const Context::Ptr& context, PeerWitness& witness,
                          const Poco::Net::Session::Ptr& session, CallGuard& guard,
                          Clock::time_point deadline) {
  witness.forgetVerdict();
  guard.watch(static_cast<int>(plain.impl()->sockfd()), deadline);
  try {
    SecureStreamSocket socket = SecureStreamSocket::attach(plain, endpoint.host, context, session);
    checkPeer(socket, endpoint, trust, witness);
    guard.release();
    return socket;
  } catch (const CallError&) {
    guard.release();
    throw;
  } catch (const Poco::Exception& error) {
    guard.release();
    if (guard.stopping()) throw CallError(Failure::kStopped, "stopped");
    if (Clock::now() >= deadline)
      throw CallError(Failure::kTimeout, "no TLS handshake in time with " + endpoint.url());
    if (witness.distrusts()) throw CallError(witness.failure(), witness.why());
    // Nobody was refused for what he showed.
    if (brokenOff(error))
      throw CallError(Failure::kConnect, "the TLS handshake failed: " + error.displayText());
    throw CallError(Failure::kConnect,
                    speaksNoTls(error)
                        ? "what answers on that port speaks no TLS, as a web server for plain HTTP"
                        : "the TLS handshake failed: " + error.message(),
                    "check that the port of a node's API is meant (8006), which speaks TLS 1.2 or "
                    "newer");
  }
}

}  // namespace pipevane::proxmox
