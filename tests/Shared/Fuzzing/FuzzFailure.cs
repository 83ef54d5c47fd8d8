namespace Scim.Tests.Shared.Fuzzing;

/// <summary>An input that was answered as no input may be.</summary>
/// <param name="Kind">What it was sent to: http, wire or protocol.</param>
/// <param name="Seed">What makes the same input again.</param>
/// <param name="What">What happened.</param>
/// <param name="Input">The bytes.</param>
public sealed record FuzzFailure(string Kind, long Seed, string What, byte[] Input)
{
    private const int Shown = 4096;

    public override string ToString() =>
        $"{Kind} seed {Seed}: {What}\n{System.Text.Encoding.Latin1.GetString(Input, 0, Math.Min(Input.Length, Shown))}\n";
}
