using System.Security.Cryptography;
using System.Text;

namespace Scim.Provisioning.Cycles;

/// <summary>The members that a group lacks at the target and those that it has too many, by source id, in order.</summary>
internal sealed record MemberDelta(IReadOnlyList<string> Added, IReadOnlyList<string> Removed)
{
    public bool IsEmpty => Added.Count == 0 && Removed.Count == 0;

    /// <summary>Changes when the members to change do.</summary>
    public string Digest()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string id in Added) hash.AppendData(Encoding.UTF8.GetBytes($"+{id}\n"));
        foreach (string id in Removed) hash.AppendData(Encoding.UTF8.GetBytes($"-{id}\n"));
        return Convert.ToBase64String(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
