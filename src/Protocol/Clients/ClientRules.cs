using Scim.Protos.Common.V1;

namespace Scim.Protocol.Clients;

/// <summary>What a client's profile means. What is safe is tolerated of every client but of one that asks to be told.</summary>
public sealed record ClientRules
{
    private static readonly ClientRules Liberal = new();
    private static readonly ClientRules Strict = new() { Tolerated = Tolerance.None };
    private static readonly ClientRules Reviving = new() { RevivesDeactivated = true, ReferencesMustExist = false };

    /// <summary>What is taken beyond the RFCs; anything else of it is 400.</summary>
    public Tolerance Tolerated { get; init; } = Tolerance.All;

    /// <summary>Whether a POST of a deactivated user's userName means that user, for clients that deactivate and never delete.</summary>
    public bool RevivesDeactivated { get; init; }

    /// <summary>
    /// Whether a manager has to exist. Of clients that send whatever their administrator maps to it, a name or a number of
    /// another system, it is taken as it is.
    /// </summary>
    public bool ReferencesMustExist { get; init; } = true;

    /// <summary>The rules of a profile.</summary>
    public static ClientRules Of(ClientProfile profile) => profile switch
    {
        ClientProfile.Strict => Strict,
        ClientProfile.Okta => Reviving,
        _ => Liberal,
    };
}
