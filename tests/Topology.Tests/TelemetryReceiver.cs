using System.Collections.Concurrent;
using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Scim.Topology.Tests;

/// <summary>An OTLP receiver (HTTP, protobuf) that keeps spans, and logs as they came over the wire.</summary>
internal sealed class TelemetryReceiver(WebApplication app) : IAsyncDisposable
{
    private readonly ConcurrentQueue<byte[]> _logs = new();
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly ConcurrentDictionary<string, bool> _metrics = new(StringComparer.Ordinal);

    /// <summary>The standard variables that send telemetry here, without waiting long for company.</summary>
    public Dictionary<string, string> Variables => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    public IReadOnlyCollection<ReceivedSpan> Spans => _spans;

    /// <summary>The names of the metrics that came.</summary>
    public ICollection<string> Metrics => _metrics.Keys;

    public IEnumerable<string> Logs => _logs.Select(Encoding.UTF8.GetString);

    public static async Task<TelemetryReceiver> StartAsync(CancellationToken cancellationToken)
    {
        // Beside the tests lie the settings of the hosts, which are not the receiver's.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var receiver = new TelemetryReceiver(app);
        app.MapPost("/v1/traces", receiver.TakeTracesAsync);
        app.MapPost("/v1/logs", receiver.TakeLogsAsync);
        app.MapPost("/v1/metrics", receiver.TakeMetricsAsync);
        await app.StartAsync(cancellationToken);
        return receiver;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static async Task<byte[]> ReadAsync(HttpContext http)
    {
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        return body.ToArray();
    }

    private async Task TakeLogsAsync(HttpContext http) => _logs.Enqueue(await ReadAsync(http));

    private async Task TakeMetricsAsync(HttpContext http)
    {
        IEnumerable<ByteString> metrics = Field(ByteString.CopyFrom(await ReadAsync(http)), 1)
            .SelectMany(resource => Field(resource, 2))
            .SelectMany(scope => Field(scope, 2));
        foreach (ByteString metric in metrics) _metrics.TryAdd(Field(metric, 1)[0].ToStringUtf8(), true);
    }

    private async Task TakeTracesAsync(HttpContext http)
    {
        foreach (ByteString resource in Field(ByteString.CopyFrom(await ReadAsync(http)), 1))
        {
            string service = Field(resource, 1).SelectMany(each => Field(each, 1))
                .Where(attribute => Field(attribute, 1)[0].ToStringUtf8() == "service.name")
                .Select(attribute => Field(Field(attribute, 2)[0], 1)[0].ToStringUtf8())
                .Single();
            foreach (ByteString span in Field(resource, 2).SelectMany(scope => Field(scope, 2)))
            {
                string parent = Field(span, 4) is [ByteString id, ..] ? Hex(id) : "";
                _spans.Enqueue(new ReceivedSpan(service, Hex(Field(span, 1)[0]), Hex(Field(span, 2)[0]), parent, Field(span, 5)[0].ToStringUtf8()));
            }
        }
    }

    private static string Hex(ByteString bytes) => Convert.ToHexString(bytes.Span);

    /// <summary>The length-delimited values of one field of a message, which is all that is read here.</summary>
    private static List<ByteString> Field(ByteString message, int number)
    {
        var values = new List<ByteString>();
        CodedInputStream input = message.CreateCodedInput();
        while (input.ReadTag() is var tag and not 0)
        {
            if (tag == WireFormat.MakeTag(number, WireFormat.WireType.LengthDelimited)) values.Add(input.ReadBytes());
            else input.SkipLastField();
        }

        return values;
    }
}
