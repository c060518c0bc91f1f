// What the head of an answer says that Poco does not read as Proxmox VE means it.
#pragma once

namespace Poco::Net {
class HTTPResponse;
}

namespace pipevane::proxmox {

// True where the server leaves the connection open: answers that pvedaemon gave carry both "close"
// and "Keep-Alive", and it stays open.
bool keptOpen(const Poco::Net::HTTPResponse& response);

// Also where it is none of HTTP's own, such as 595.
int statusOf(const Poco::Net::HTTPResponse& response);

}  // namespace pipevane::proxmox
