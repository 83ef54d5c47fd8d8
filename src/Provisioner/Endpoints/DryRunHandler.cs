using System.Net;
using System.Text;

namespace Scim.Provisioning.Endpoints;

/// <summary>
/// Lets reads through and writes every other request down instead of sending it; it is answered as if it had succeeded,
/// with an id that says so.
/// </summary>
internal sealed class DryRunHandler(TextWriter output) : DelegatingHandler
{
    private readonly Lock _lock = new();
    private int _created;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Method == HttpMethod.Get) return await base.SendAsync(request, cancellationToken);

        string body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        lock (_lock)
        {
            output.WriteLine($"{request.Method} {request.RequestUri}");
            if (body.Length > 0) output.WriteLine($"  {body}");
        }

        if (request.Method != HttpMethod.Post) return new HttpResponseMessage(HttpStatusCode.NoContent);
        string id = $"dry-run-{Interlocked.Increment(ref _created)}";
        return new HttpResponseMessage(HttpStatusCode.Created)
        {
            Content = new StringContent($"{{\"id\":\"{id}\"}}", Encoding.UTF8, "application/scim+json"),
        };
    }
}
