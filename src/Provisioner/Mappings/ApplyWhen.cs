namespace Scim.Provisioning.Mappings;

/// <summary>When a mapping is applied.</summary>
internal enum ApplyWhen
{
    /// <summary>On creation and on updates.</summary>
    Always,

    /// <summary>On creation only.</summary>
    OnCreate,
}
