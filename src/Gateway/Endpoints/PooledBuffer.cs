using System.Buffers;

namespace Scim.Gateway.Endpoints;

/// <summary>Bytes in a pooled array that grows: a request's body, or an answer before its length is known.</summary>
internal sealed class PooledBuffer(int capacity = 4096) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public Span<byte> WrittenSpan => _bytes.AsSpan(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Ensure(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Begins again, in the same array.</summary>
    public void Clear() => Length = 0;

    /// <summary>Gives the array back. It held a request or an answer, so it is cleared.</summary>
    public void Dispose()
    {
        byte[] bytes = _bytes;
        _bytes = [];
        bytes.AsSpan(0, Length).Clear();
        Length = 0;
        ArrayPool<byte>.Shared.Return(bytes);
    }

    private void Ensure(int size)
    {
        if (_bytes.Length - Length >= size) return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, Length + size));
        _bytes.AsSpan(0, Length).CopyTo(larger);
        _bytes.AsSpan(0, Length).Clear();
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
