namespace Scim.Storage.Resources;

/// <summary>
/// A queue per resource within the process: writers of one resource wait for each other here instead of meeting in
/// the database, where all but one of them would have to read again. Between processes the version decides.
/// </summary>
public sealed class ResourceGates
{
    private readonly Dictionary<string, Gate> _gates = new(StringComparer.Ordinal);

    /// <summary>Waits until this writer is the resource's only one; disposing the result lets the next one in.</summary>
    public ValueTask<Pass> EnterAsync(string documentId, CancellationToken cancellationToken)
    {
        Gate? gate;
        lock (_gates)
        {
            if (!_gates.TryGetValue(documentId, out gate))
            {
                gate = new Gate();
                _gates.Add(documentId, gate);
            }

            gate.Writers++;
            if (gate.Writers == 1) return new ValueTask<Pass>(new Pass(this, documentId, gate));
            gate.Turn ??= new SemaphoreSlim(0);
        }

        return WaitAsync(gate, documentId, cancellationToken);
    }

    private async ValueTask<Pass> WaitAsync(Gate gate, string documentId, CancellationToken cancellationToken)
    {
        try
        {
            await gate.Turn!.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (_gates)
            {
                if (--gate.Writers == 0) _gates.Remove(documentId);
            }

            throw;
        }

        return new Pass(this, documentId, gate);
    }

    private void Leave(string documentId, Gate gate)
    {
        lock (_gates)
        {
            if (--gate.Writers == 0) _gates.Remove(documentId);
            else gate.Turn!.Release();
        }
    }

    /// <summary>The right to write a resource.</summary>
    public sealed class Pass : IDisposable
    {
        private readonly ResourceGates _gates;
        private readonly string _documentId;
        private readonly Gate _gate;

        internal Pass(ResourceGates gates, string documentId, Gate gate) => (_gates, _documentId, _gate) = (gates, documentId, gate);

        /// <summary>Lets the next writer in.</summary>
        public void Dispose() => _gates.Leave(_documentId, _gate);
    }

    internal sealed class Gate
    {
        public int Writers { get; set; }

        public SemaphoreSlim? Turn { get; set; }
    }
}
