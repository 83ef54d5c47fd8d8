using System.Net;
using Scim.Admin.SingleSignOn;

namespace Scim.Console.Tests;

/// <summary>Which addresses of providers the console connects to, as administrators of tenants enter them.</summary>
public sealed class ProviderConnectionTests
{
    [Theory]
    [InlineData("20.190.128.1", true)]
    [InlineData("2603:1036::1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    public void Address_OfAProvider_IsPublicOrNotCalled(string address, bool expected) =>
        Assert.Equal(expected, ProviderConnections.IsPublic(IPAddress.Parse(address)));
}
