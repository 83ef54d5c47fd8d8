using System.Net.Http.Headers;
using Microsoft.Extensions.Primitives;
using Scim.Protocol.Errors;

namespace Scim.Gateway.Endpoints;

/// <summary>Whether a client takes JSON (RFC 7644 section 3.8, RFC 9110 section 12.5.1).</summary>
internal static class Acceptance
{
    private static readonly string[] Taken = ["application/scim+json", "application/json", "application/*", "*/*"];

    /// <summary>Refuses a request whose Accept header names neither SCIM nor JSON. One that cannot be read accepts anything.</summary>
    /// <exception cref="ScimException">406.</exception>
    public static void Require(StringValues accept)
    {
        foreach (string? value in accept)
        {
            if (string.IsNullOrWhiteSpace(value) || IsTaken(value)) return;
        }

        if (accept.Count > 0) throw ScimException.NotAcceptable("Answers are application/scim+json.");
    }

    private static bool IsTaken(string value)
    {
        if (Taken.Contains(value, StringComparer.Ordinal)) return true;
        foreach (string part in value.Split(','))
        {
            if (!MediaTypeWithQualityHeaderValue.TryParse(part, out MediaTypeWithQualityHeaderValue? type)) return true;
            if (type.Quality != 0 && Taken.Contains(type.MediaType, StringComparer.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
