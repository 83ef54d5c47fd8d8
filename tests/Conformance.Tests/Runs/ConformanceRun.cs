using System.Collections.Concurrent;
using Scim.Conformance.Tests.Cases;
using Scim.Protos.Tokens.V1;
using Scim.Tests.Shared;

namespace Scim.Conformance.Tests.Runs;

/// <summary>The system that all cases share, and what came of each: a case runs once, whoever asks for it.</summary>
public sealed class ConformanceRun : IAsyncLifetime
{
    private const int AtOnce = 4;

    private readonly ConcurrentDictionary<string, Lazy<Task<string?>>> _outcomes = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _turns = new(AtOnce);
    private InProcessSystem _system = null!;
    private int _tenants;

    /// <summary>Every case, in the order of the table.</summary>
    internal static IReadOnlyList<ConformanceCase> Cases { get; } = [.. CaseFolder.Read().Concat(CodedCase.Read()).OrderBy(item => item, CaseOrder.Instance)];

    public async ValueTask InitializeAsync() => _system = await InProcessSystem.StartAsync(CancellationToken.None);

    /// <summary>A tenant with nothing in it.</summary>
    internal async Task<CaseTenant> NewTenantAsync(Connection connection)
    {
        string tenantId = $"case{Interlocked.Increment(ref _tenants)}";
        string token = await _system.NewTenantAsync(tenantId, connection, CancellationToken.None);
        return new CaseTenant(tenantId, _system.Address, InProcessSystem.Client(token, $"{_system.Address}/tenants/{tenantId}/scim/v2/"));
    }

    /// <summary>Why a case does not hold; null where it does.</summary>
    internal Task<string?> OutcomeAsync(ConformanceCase item) =>
        _outcomes.GetOrAdd(item.Id, _ => new Lazy<Task<string?>>(() => RunAsync(item))).Value;

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        _turns.Dispose();
    }

    private async Task<string?> RunAsync(ConformanceCase item)
    {
        await _turns.WaitAsync();
        try
        {
            using CaseTenant tenant = await NewTenantAsync(new Connection { DisplayName = item.Id, ClientProfile = item.Profile });
            await item.RunAsync(tenant, CancellationToken.None);
            return null;
        }
        catch (Exception failure)
        {
            return failure is CaseFailure ? failure.Message : failure.ToString();
        }
        finally
        {
            _turns.Release();
        }
    }
}
