using System.Globalization;
using System.Text;

namespace Scim.Tests.Shared.Fuzzing;

/// <summary>A request with changes in its filter, path, body, headers or token, or in the bytes on the wire.</summary>
/// <param name="Bytes">What is sent.</param>
/// <param name="Framed">Whether the server must find its end, so that the connection can be used again.</param>
/// <param name="IsHead">Whether its answer has no body.</param>
internal sealed record FuzzedRequest(byte[] Bytes, bool Framed, bool IsHead);

/// <summary>Makes requests of seeds, the same for the same seed and target.</summary>
internal static class RequestGen
{
    private const int MostRepeats = 4000;
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "get"];

    public static FuzzedRequest Of(long seed, FuzzTarget target)
    {
        var random = new Random((int)(seed * 2654435761 % int.MaxValue));
        RequestDraft draft = RequestTemplates.Pick(random, target);
        bool framed = true;
        for (int changes = random.Next(1, 4); changes > 0; changes--) framed &= Change(draft, random);

        byte[] bytes = Write(draft, random, ref framed);
        if (random.Next(32) == 0)
        {
            List<byte> raw = [.. bytes];
            InputGen.Change(raw, random);
            (bytes, framed) = ([.. raw], false);
        }

        return new FuzzedRequest(bytes, framed, draft.Method == "HEAD");
    }

    /// <summary>Changes one part.</summary>
    /// <returns>False where the server may not find the request's end any more.</returns>
    private static bool Change(RequestDraft draft, Random random)
    {
        switch (random.Next(12))
        {
            case 0:
                draft.Method = Methods[random.Next(Methods.Length)];
                return true;
            case 1 or 2:
                draft.Path = [(byte)'/', .. Changed(draft.Path[1..], random)];
                return true;
            case 3 or 4 or 5 when draft.Query.Count > 0:
                int query = random.Next(draft.Query.Count);
                draft.Query[query] = (draft.Query[query].Name, Changed(draft.Query[query].Value, random));
                return true;
            case 6:
                int header = random.Next(draft.Headers.Count);
                byte[] value = Changed(draft.Headers[header].Value, random);
                draft.Headers[header] = (draft.Headers[header].Name, value);
                return !value.AsSpan().ContainsAny((byte)'\r', (byte)'\n', (byte)0);
            default:
                if (draft.Body is { } body) draft.Body = Changed(body, random);
                else if (draft.Query.Count > 0) draft.Query[0] = (draft.Query[0].Name, Changed(draft.Query[0].Value, random));
                return true;
        }
    }

    private static byte[] Changed(byte[] text, Random random)
    {
        List<byte> bytes = [.. text];
        for (int i = random.Next(3); i >= 0; i--) InputGen.Change(bytes, random);
        if (random.Next(64) == 0 && bytes.Count > 0)
        {
            // deeply nested, or long
            int at = random.Next(bytes.Count);
            List<byte> slice = bytes.GetRange(at, Math.Min(random.Next(1, 6), bytes.Count - at));
            bytes.InsertRange(at, Enumerable.Repeat(slice, random.Next(MostRepeats)).SelectMany(part => part));
        }

        return [.. bytes];
    }

    private static byte[] Write(RequestDraft draft, Random random, ref bool framed)
    {
        using var message = new MemoryStream();
        Put(message, draft.Method + " ");
        message.Write(Encoded(draft.Path, "/:.-_~*"));
        for (int i = 0; i < draft.Query.Count; i++)
        {
            Put(message, (i == 0 ? "?" : "&") + draft.Query[i].Name + "=");
            message.Write(Encoded(draft.Query[i].Value, ".-_~"));
        }

        Put(message, " HTTP/1.1\r\nHost: localhost\r\n");
        foreach ((string name, byte[] value) in draft.Headers)
        {
            Put(message, name + ": ");
            message.Write(value);
            Put(message, "\r\n");
        }

        byte[] body = draft.Body ?? [];
        if (draft.Chunked)
        {
            Put(message, "Transfer-Encoding: chunked\r\n\r\n");
            int first = random.Next(body.Length + 1);
            Chunk(message, body.AsSpan(0, first));
            Chunk(message, body.AsSpan(first));
            Put(message, "0\r\n\r\n");
        }
        else
        {
            int length = body.Length;
            if (random.Next(64) == 0) (length, framed) = (random.Next(-1, 100_000), false);
            if (draft.Body is not null || !framed) Put(message, string.Create(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n"));
            Put(message, "\r\n");
            message.Write(body);
        }

        return message.ToArray();
    }

    private static void Chunk(MemoryStream message, ReadOnlySpan<byte> content)
    {
        if (content.IsEmpty) return;
        Put(message, string.Create(CultureInfo.InvariantCulture, $"{content.Length:x}\r\n"));
        message.Write(content);
        Put(message, "\r\n");
    }

    private static byte[] Encoded(byte[] text, string kept)
    {
        var encoded = new List<byte>(text.Length + 16);
        foreach (byte octet in text)
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || kept.Contains((char)octet, StringComparison.Ordinal)) encoded.Add(octet);
            else encoded.AddRange(Encoding.ASCII.GetBytes($"%{octet:X2}"));
        }

        return [.. encoded];
    }

    private static void Put(MemoryStream message, string text) => message.Write(Encoding.Latin1.GetBytes(text));
}
