using Scim.Protos.Common.V1;
using Scim.Protos.Tokens.V1;

namespace Scim.Tokens.Grants;

/// <summary>A client that has proved itself.</summary>
/// <param name="Connection">Its connection.</param>
/// <param name="ClientId">Its id.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="CredentialId">What it proved itself by.</param>
/// <param name="Allowed">What its access tokens allow at most.</param>
/// <param name="Lifetime">How long they live.</param>
/// <param name="Fault">Why it gets none all the same; null where it does.</param>
internal sealed record ProvenClient(
    Connection Connection, string ClientId, string Name, string CredentialId, Scope Allowed, TimeSpan Lifetime, string? Fault = null);
