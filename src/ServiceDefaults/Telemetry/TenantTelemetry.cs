using System.Collections;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Scim.ServiceDefaults.Telemetry;

/// <summary>What the span and the log lines of a request say of whom it is about: the tenant, and nothing personal.</summary>
public static class TenantTelemetry
{
    /// <summary>The name of the span's attribute and of the value in the scope of log lines.</summary>
    public const string Name = "scim.tenant.id";

    /// <summary>Marks the present span, and every line that is logged until the result is disposed.</summary>
    public static IDisposable? Mark(ILogger logger, string tenantId)
    {
        if (tenantId.Length == 0) return null;
        Activity.Current?.SetTag(Name, tenantId);
        return logger.BeginScope(new Scope(tenantId));
    }

    private sealed class Scope(string tenantId) : IReadOnlyList<KeyValuePair<string, object?>>
    {
        public int Count => 1;

        public KeyValuePair<string, object?> this[int index] =>
            index == 0 ? new KeyValuePair<string, object?>(Name, tenantId) : throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
        {
            yield return this[0];
        }

        public override string ToString() => $"{Name}:{tenantId}";

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
