using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Scim.Gateway.Limits;

/// <summary>Counts what Kestrel refuses before a request is one: a line or headers that are too long, a head that comes too slowly.</summary>
internal sealed class RefusedHeads(DiagnosticListener diagnostics, TrafficMetrics metrics) : IHostedService, IObserver<KeyValuePair<string, object?>>
{
    private const string Event = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    private IDisposable? _subscription;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _subscription = diagnostics.Subscribe(this, static name => name == Event);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _subscription?.Dispose();
        return Task.CompletedTask;
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if ((value.Value as IFeatureCollection)?.Get<IBadRequestExceptionFeature>()?.Error is not BadHttpRequestException refused) return;
        string? limit = refused.StatusCode switch
        {
            StatusCodes.Status414UriTooLong => "line",
            StatusCodes.Status431RequestHeaderFieldsTooLarge => "headers",
            StatusCodes.Status408RequestTimeout => "slow",
            _ => null,
        };
        if (limit is not null) metrics.Limited(limit);
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
