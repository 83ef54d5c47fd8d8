using Google.Protobuf.WellKnownTypes;
using Scim.Protocol.Errors;

namespace Scim.Tokens.Clients;

/// <summary>How long access tokens live: 1 to 6 hours, as Entra's gallery demands.</summary>
internal static class AccessTokenLifetime
{
    public static readonly TimeSpan Shortest = TimeSpan.FromHours(1);
    public static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    /// <summary>A lifetime as it is set; unset it is the shortest.</summary>
    public static TimeSpan Of(Duration? set) => set?.ToTimeSpan() ?? Shortest;

    /// <exception cref="ScimException">400: too short or too long.</exception>
    public static void Check(Duration? set)
    {
        if (Of(set) is var lifetime && (lifetime < Shortest || lifetime > Longest))
            throw ScimException.InvalidValue("An access token lives 1 to 6 hours.");
    }
}
