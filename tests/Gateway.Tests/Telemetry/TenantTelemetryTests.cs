using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Scim.ServiceDefaults.Telemetry;

namespace Scim.Gateway.Tests.Telemetry;

/// <summary>What spans and lines say of a tenant.</summary>
public sealed class TenantTelemetryTests
{
    [Fact]
    public void Mark_UntilItIsDisposed_IsInTheSpanAndInTheScopeOfLines()
    {
        var lines = new Lines();
        using ServiceProvider services = new ServiceCollection().AddLogging(logging => logging.AddProvider(lines)).BuildServiceProvider();
        ILogger logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("test");
        using Activity span = new Activity("request").Start();

        using (TenantTelemetry.Mark(logger, "contoso")) Say(logger);
        Say(logger);

        Assert.Equal("contoso", span.GetTagItem("scim.tenant.id"));
        Assert.Equal([["scim.tenant.id=contoso"], []], lines.Scopes);
    }

    [Fact]
    public void Mark_WithoutATenant_IsNone()
    {
        using Activity span = new Activity("request").Start();

        Assert.Null(TenantTelemetry.Mark(Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, ""));
        Assert.Null(span.GetTagItem("scim.tenant.id"));
    }

    private static void Say(ILogger logger) => logger.Log(LogLevel.Warning, default, "something", null, (state, _) => state);

    private sealed class Lines : ILoggerProvider, ISupportExternalScope, ILogger
    {
        private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

        public List<string[]> Scopes { get; } = [];

        public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => _scopes.Push(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = new List<string>();
            _scopes.ForEachScope(
                static (scope, into) =>
                {
                    if (scope is IEnumerable<KeyValuePair<string, object?>> pairs) into.AddRange(pairs.Where(pair => pair.Key.StartsWith("scim", StringComparison.Ordinal)).Select(pair => $"{pair.Key}={pair.Value}"));
                },
                values);
            Scopes.Add([.. values]);
        }

        public void Dispose()
        {
        }
    }
}
