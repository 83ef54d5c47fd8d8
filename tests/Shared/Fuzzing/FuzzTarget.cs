namespace Scim.Tests.Shared.Fuzzing;

/// <summary>The resources that a client's requests name: what it creates takes their places, so that there are always as many.</summary>
internal sealed class FuzzTarget(string token)
{
    public string Token => token;

    /// <summary>Ids of a user and of a group. They have one length, so that a seed changes the same places of any run.</summary>
    public string User { get; set; } = Guid.Empty.ToString();

    public string Group { get; set; } = Guid.Empty.ToString();
}
