namespace Scim.Groups.Tests.Hosts;

/// <summary>Services on a database that forgets its history soon.</summary>
public sealed class SmallHistoryFixture : ServicesFixture
{
    protected override long OplogBytes => 256 * 1024;
}
