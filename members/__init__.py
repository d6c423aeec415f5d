"""会员与组织: people and organisations."""
