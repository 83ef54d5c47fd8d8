namespace Scim.Admin.SingleSignOn;

/// <summary>Somebody is not signed in, for a reason that a page tells.</summary>
internal sealed class SignOnException(SignOnRefusal refusal, string reason, Exception? inner = null) : Exception(reason, inner)
{
    /// <summary>What the page tells.</summary>
    public SignOnRefusal Refusal { get; } = refusal;
}
