namespace Scim.Faults.Tests;

/// <summary>
/// What a load balancer does: it asks each gateway for its readiness and lets requests take turns over the ready ones.
/// Each request is sent once, whatever happens to it.
/// </summary>
internal sealed class GatewayBalancer : DelegatingHandler
{
    private const int MostSilent = 3;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Uri[] _gateways;
    private readonly bool[] _ready;
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _probes = new() { Timeout = TimeSpan.FromSeconds(1) };
    private int _turn;

    public GatewayBalancer(Uri[] gateways)
        : base(new SocketsHttpHandler())
    {
        (_gateways, _ready) = (gateways, new bool[gateways.Length]);
        Array.Fill(_ready, true);
        for (int i = 0; i < gateways.Length; i++) _ = WatchAsync(i, _stop.Token);
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        int turn = (int)((uint)Interlocked.Increment(ref _turn) % (uint)_gateways.Length);
        for (int i = 0; i < _gateways.Length && !Volatile.Read(ref _ready[turn]); i++) turn = (turn + 1) % _gateways.Length;
        request.RequestUri = new UriBuilder(request.RequestUri!) { Port = _gateways[turn].Port }.Uri;
        return base.SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Cancel();
            _stop.Dispose();
            _probes.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task WatchAsync(int gateway, CancellationToken stop)
    {
        var ready = new Uri(_gateways[gateway], "/health/ready");
        int silent = 0;
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using HttpResponseMessage response = await _probes.GetAsync(ready, stop);
                Volatile.Write(ref _ready[gateway], response.IsSuccessStatusCode);
                silent = 0;
            }
            catch (HttpRequestException)
            {
                Volatile.Write(ref _ready[gateway], false);
            }
            catch (OperationCanceledException) when (++silent >= MostSilent)
            {
                Volatile.Write(ref _ready[gateway], false);
            }
            catch (OperationCanceledException)
            {
                // No answer yet is no answer that it is not ready.
            }

            await Task.Delay(Interval, CancellationToken.None);
        }
    }
}
